package dev.linger.forum;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import dev.linger.log.Draft;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.RedisEventLog;
import dev.linger.log.RedisKeys;
import dev.linger.log.RedisScript;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Marks that all nodes share.
 *
 * <pre>
 * {linger}:mark:user:ID   string   the position of the last notification that was looked at
 * </pre>
 *
 * <p>Threading: any thread; the scripts make steps of it.
 */
final class RedisMarkStore implements MarkStore {

  private static final RedisScript ADVANCE = new RedisScript(RedisMarkStore.class, "mark.lua");
  private static final RedisScript MARK = new RedisScript(RedisMarkStore.class, "marked.lua");

  private final RedisEventLog log;

  RedisMarkStore(RedisEventLog log) {
    this.log = log;
  }

  @Override
  public Move advance(ChannelName user, Position upTo, Draft told, Origin origin)
      throws LogUnavailableException {
    List<String> args =
        List.of(
            user.value(),
            RedisKeys.encode(told.kind()),
            told.data(),
            upTo.toString(),
            Long.toString(AGE.toMillis()),
            origin.stored());
    List<?> moved = log.run(ADVANCE, List.of(key(user), RedisKeys.channel(user)), args);
    return Move.valueOf((String) moved.get(0));
  }

  @Override
  public @Nullable Position mark(ChannelName user) throws LogUnavailableException {
    List<?> mark = log.ask(MARK, List.of(key(user)), List.of(Long.toString(AGE.toMillis())));
    return mark.isEmpty() ? null : Position.parse((String) mark.get(0));
  }

  private static String key(ChannelName user) {
    return RedisKeys.of("mark:" + user.value());
  }
}
