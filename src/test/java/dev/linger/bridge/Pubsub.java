package dev.linger.bridge;

import static org.awaitility.Awaitility.await;

import dev.linger.support.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/** The forum's side: says things on pub/sub channels, and remembers what was said there. */
final class Pubsub implements AutoCloseable {

  private final Jedis speaking;
  private final Jedis listening;
  private final Thread thread;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final JedisPubSub sounds =
      new JedisPubSub() {
        @Override
        public void onMessage(String channel, String message) {
          said.add(channel + " " + message);
        }
      };

  Pubsub(RedisProcess redis, String... channels) {
    speaking = redis.jedis();
    listening = redis.jedis();
    thread = new Thread(() -> listen(channels), "forum");
    thread.start();
    await().until(() -> sounds.getSubscribedChannels() == channels.length);
  }

  private void listen(String... channels) {
    try {
      listening.subscribe(sounds, channels);
    } catch (JedisException e) {
      // Redis was killed, as the test wants it.
    }
  }

  void say(String channel, String message) {
    speaking.publish(channel, message);
  }

  /** All that was said, each with its channel in front. */
  List<String> said() {
    return said;
  }

  void awaitSaid(String channel, String message) {
    await().atMost(Duration.ofSeconds(10)).until(() -> said.contains(channel + " " + message));
  }

  @Override
  public void close() {
    try {
      if (!listening.isBroken()) {
        sounds.unsubscribe();
      }
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    listening.close();
    speaking.close();
  }
}
