package dev.linger.forum;

import dev.linger.event.Cursor;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.RedisEventLog;
import dev.linger.log.RedisKeys;
import dev.linger.log.RedisScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Positions that all nodes share.
 *
 * <pre>
 * {linger}:resume:USER   hash   resume key → cursor
 * </pre>
 *
 * <p>Threading: any thread; the script makes a step of it.
 */
final class RedisResumeStore implements ResumeStore {

  private static final RedisScript RESUME = new RedisScript(RedisResumeStore.class, "resume.lua");

  /** How many positions one script moves: Redis does nothing else meanwhile. */
  private static final int MAX_AT_ONCE = 500;

  private static final String ALWAYS = "0";
  private static final String IF_MISSING = "1";

  private final RedisEventLog log;

  RedisResumeStore(RedisEventLog log) {
    this.log = log;
  }

  @Override
  public void move(Map<Client, Cursor> proven) throws LogUnavailableException {
    List<Map.Entry<Client, Cursor>> all = new ArrayList<>(proven.entrySet());
    for (int from = 0; from < all.size(); from += MAX_AT_ONCE) {
      run(all.subList(from, Math.min(all.size(), from + MAX_AT_ONCE)), ALWAYS);
    }
  }

  @Override
  public @Nullable Cursor find(Client client, Cursor otherwise) throws LogUnavailableException {
    String found = (String) run(List.of(Map.entry(client, otherwise)), IF_MISSING).get(0);
    return found.isEmpty() ? null : Cursor.parse(found);
  }

  private List<?> run(List<Map.Entry<Client, Cursor>> positions, String when)
      throws LogUnavailableException {
    List<String> keys = new ArrayList<>();
    List<String> args =
        new ArrayList<>(List.of(Long.toString(AGE.toMillis()), Integer.toString(MAX_KEYS), when));
    for (Map.Entry<Client, Cursor> each : positions) {
      keys.add(RedisKeys.of("resume:" + each.getKey().user()));
      args.add(each.getKey().key());
      args.add(each.getValue().text());
    }
    return log.ask(RESUME, keys, args);
  }
}
