package dev.linger.forum;

import dev.linger.event.ChannelName;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.RedisEventLog;
import dev.linger.log.RedisKeys;
import dev.linger.log.RedisScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Presence that any number of nodes share.
 *
 * <pre>
 * {linger}:presence:leases          sorted set   CHANNEL, USER and CLIENT, by when the lease ends (Redis' milliseconds)
 * {linger}:presence:people:CHANNEL  hash         by USER: how many leases, and the person as JSON
 * {linger}:presence:client:CLIENT   set          the channels in which a client has a lease
 * {linger}:presence:told            sorted set   channels of which a count was announced, by when
 * {linger}:presence:untold          set          channels with a count to be announced
 * {linger}:presence:swept           string       when the leases were last looked through, and until when none is to end
 * </pre>
 *
 * <p>A CLIENT is the USER, a line break and what the client calls itself; CHANNEL and CLIENT are
 * joined by another. Commands: one script for each method, all in one step with the events that
 * tell of it, so a node may die anywhere. Nothing has a time to live: with the last lease that a
 * key is for, it is gone; but for the last of them, of which there is one.
 *
 * <p>If Redis loses all of it, the leases come back as they are renewed, and each coming is
 * announced anew; by then every client's cursor is of another epoch, and it takes a snapshot.
 */
public final class RedisPresence implements PresenceStore {

  private static final String SHARED = "presence.lua";
  private static final RedisScript RENEW = script("presence-renew.lua");
  private static final RedisScript LEAVE = script("presence-leave.lua");
  private static final RedisScript SWEEP = script("presence-sweep.lua");
  private static final RedisScript SNAPSHOT = script("presence-snapshot.lua");

  /** How many leases one script ends: some milliseconds of Redis' time. */
  private static final int SWEEP_BATCH = 500;

  private static final String LEASES = RedisKeys.of("presence:leases");
  private static final List<String> KEYS =
      List.of(
          LEASES,
          RedisKeys.of("presence:told"),
          RedisKeys.of("presence:untold"),
          RedisKeys.of("presence:swept"));
  private static final String PEOPLE = RedisKeys.of("presence:people:");
  private static final String CLIENT = RedisKeys.of("presence:client:");

  private final RedisEventLog log;
  private final PresenceLimits limits;

  /** Presence beside a log. */
  public RedisPresence(RedisEventLog log, PresenceLimits limits) {
    this.log = log;
    this.limits = limits;
  }

  @Override
  public void renew(List<Lease> leases) throws LogUnavailableException {
    List<String> args = args(PresenceLimits.MAX_CLIENTS);
    for (Lease lease : leases) {
      args.add(lease.key());
      args.add(lease.person().json().toString());
    }
    log.run(RENEW, KEYS, args);
  }

  @Override
  public void leave(List<String> clients) throws LogUnavailableException {
    List<String> args = args(PresenceLimits.GRACE.toMillis());
    args.addAll(clients);
    log.run(LEAVE, KEYS, args);
  }

  @Override
  public void sweep() throws LogUnavailableException {
    List<?> counts;
    do {
      counts = log.run(SWEEP, KEYS, args(SWEEP_BATCH));
    } while (counts.contains((long) SWEEP_BATCH));
  }

  @Override
  public People snapshot(ChannelName thread) throws LogUnavailableException {
    List<?> found =
        log.ask(SNAPSHOT, List.of(PEOPLE + thread.value()), List.of(text(limits.named())));
    List<Person> people = new ArrayList<>();
    for (Object person : found.subList(1, found.size())) {
      people.add(Person.parse((String) person));
    }
    return new People(Math.toIntExact((Long) found.get(0)), people);
  }

  /** What every script is told, and one thing more. */
  private List<String> args(long own) {
    return new ArrayList<>(
        Arrays.asList(
            text(limits.lease().toMillis()),
            text(limits.named()),
            text(PresenceLimits.COUNT_INTERVAL.toMillis()),
            text(PresenceLimits.TTL.toMillis()),
            PEOPLE,
            CLIENT,
            RedisKeys.of("channel:"),
            text(own)));
  }

  private static String text(long number) {
    return Long.toString(number);
  }

  private static RedisScript script(String file) {
    return new RedisScript(RedisPresence.class, SHARED, file);
  }
}
