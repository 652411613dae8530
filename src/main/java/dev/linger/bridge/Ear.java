package dev.linger.bridge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Listens to the forum's pub/sub, on a connection and a thread of its own: subscribing blocks both.
 * It only puts what it hears into {@link Heard}, so that Redis never has to wait for us.
 *
 * <p>Threading: {@link #run} belongs to one thread; the others may be called by any.
 */
final class Ear implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(Ear.class);

  /** The longest pause between two attempts, spread because all nodes lose Redis at once. */
  private static final int MAX_PAUSE_MILLIS = 1_000;

  /** More than the bridge waits before it cuts a connection that brings nothing: see there. */
  private static final int SILENCE_MILLIS = Math.toIntExact(2 * Bridge.DEAF.toMillis());

  /** {@code mark N}, {@code own N}; at most what a script can count to. */
  private static final Pattern SIGN = Pattern.compile("(mark|own) ([0-9]{1,16})");

  private final Forum forum;
  private final List<String> channels;
  private final Heard heard;
  private final Bell bell;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable Connection connection;
  private int failures;
  private boolean hasWarned;

  Ear(Forum forum, BridgeSettings settings, Heard heard, Bell bell) {
    this.forum = forum;
    this.heard = heard;
    this.bell = bell;
    this.channels = new ArrayList<>(settings.channels());
    channels.add(BridgeSettings.MARKS);
  }

  /** Listens until {@link #stop}, through every outage. */
  @Override
  public void run() {
    while (stopped.getCount() > 0) {
      try {
        listen();
      } catch (JedisException e) {
        away(e);
      } catch (RuntimeException | Error e) {
        log.error("the bridge's ear stumbled and goes on", e);
        away(e);
      }
      heard.end();
      bell.ring();
      pause();
    }
  }

  void stop() {
    stopped.countDown();
    cut();
  }

  /** Breaks the connection: it is dead, though nobody has said so. Another one is made. */
  void cut() {
    Connection present = connection;
    if (present != null) {
      try {
        present.forceDisconnect();
      } catch (IOException | JedisException e) {
        log.debug("cut", e);
      }
    }
  }

  private void listen() {
    try (Connection fresh = forum.connection()) {
      int usual = fresh.getSoTimeout();
      connection = fresh;
      try {
        if (stopped.getCount() > 0) {
          new Sounds(fresh).proceed(fresh, channels.toArray(new String[0]));
        }
      } finally {
        beSilentFor(fresh, usual);
      }
    } finally {
      connection = null;
    }
  }

  private static void beSilentFor(Connection connection, int millis) {
    if (!connection.isBroken()) {
      connection.setSoTimeout(millis);
    }
  }

  /** What comes through a subscription. */
  private final class Sounds extends JedisPubSub {

    private final Connection heardOn;

    private Sounds(Connection heardOn) {
      this.heardOn = heardOn;
    }

    @Override
    public void onSubscribe(String channel, int subscribed) {
      if (subscribed == channels.size()) {
        // The client's own patience is for answers. A forum may say nothing for long, and when the
        // node that bridges is gone, so are its marks; to hang up for that would be to miss what is
        // said next. Whether we are deaf is found out by Bridge, which says a mark of its own.
        beSilentFor(heardOn, SILENCE_MILLIS);
        if (failures > 0) {
          log.info("the bridge hears {} again", forum);
        }
        failures = 0;
        heard.begin();
        bell.ring();
      }
    }

    @Override
    public void onMessage(String channel, String message) {
      if (!channel.equals(BridgeSettings.MARKS)) {
        heard.word(channel, message);
      } else {
        Matcher sign = SIGN.matcher(message);
        if (!sign.matches()) {
          if (!hasWarned) {
            log.warn("the bridge ignores what somebody says on {}", BridgeSettings.MARKS);
          }
          hasWarned = true;
        } else if (sign.group(1).equals("own")) {
          heard.own(Long.parseLong(sign.group(2)));
        } else {
          heard.mark(Long.parseLong(sign.group(2)));
        }
      }
      bell.ring();
    }
  }

  private void away(Throwable e) {
    if (failures == 0 && stopped.getCount() > 0) {
      log.warn("the bridge does not hear {}: {}", forum, e.getMessage());
    }
    failures++;
  }

  private void pause() {
    int bound = Math.min(MAX_PAUSE_MILLIS, 50 << Math.min(failures, 5));
    try {
      int millis = ThreadLocalRandom.current().nextInt(25, bound);
      if (stopped.await(millis, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped.countDown();
    }
  }
}
