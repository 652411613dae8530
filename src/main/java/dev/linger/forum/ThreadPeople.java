package dev.linger.forum;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.event.ChannelName;
import dev.linger.event.Kind;
import dev.linger.log.Draft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The people of one thread, in memory: their leases, and what is to be told of them.
 *
 * <p>Threading: none; whoever has it guards it.
 */
final class ThreadPeople {

  private static final Kind KIND = new Kind.Ephemeral(PresenceLimits.TTL);

  /** Somebody who is there, and when the leases of their clients end. */
  private static final class Present {
    private Person person;
    private final Map<String, Long> ends = new HashMap<>();

    private Present(Person person) {
      this.person = person;
    }
  }

  private final ChannelName thread;
  private final PresenceLimits limits;
  private final Map<String, Present> present = new LinkedHashMap<>();

  /** When a count was announced, while another may not be. */
  private @Nullable Long toldNanos;

  private boolean isUntold;

  ThreadPeople(ChannelName thread, PresenceLimits limits) {
    this.thread = thread;
    this.limits = limits;
  }

  void renew(Lease lease, long now, List<Draft> news) {
    Present there = present.get(lease.person().id());
    boolean isNew = there == null;
    if (there == null) {
      there = new Present(lease.person());
      present.put(lease.person().id(), there);
    }
    if (there.ends.containsKey(lease.client()) || there.ends.size() < PresenceLimits.MAX_CLIENTS) {
      there.person = lease.person();
      there.ends.put(lease.client(), now + limits.lease().toNanos());
    }
    if (isNew) {
      announce("joined", lease.person(), now, news);
    }
  }

  /** Leases of these clients end then, or when they would have. */
  void leave(Set<String> clients, long end) {
    for (Present each : present.values()) {
      each.ends.replaceAll(
          (client, before) -> clients.contains(client) && before - end > 0 ? end : before);
    }
  }

  void sweep(long now, List<Draft> news) {
    if (toldNanos != null && now - toldNanos >= PresenceLimits.COUNT_INTERVAL.toNanos()) {
      toldNanos = null;
    }
    Iterator<Present> each = present.values().iterator();
    while (each.hasNext()) {
      Present there = each.next();
      there.ends.values().removeIf(end -> now - end >= 0);
      if (there.ends.isEmpty()) {
        each.remove();
        announce("left", there.person, now, news);
      }
    }
    if (isUntold && toldNanos == null) {
      announceCount(now, news);
    }
  }

  /** True if there is nothing to remember. */
  boolean isForgotten() {
    return present.isEmpty() && toldNanos == null && !isUntold;
  }

  People snapshot() {
    List<Person> named = new ArrayList<>();
    if (present.size() <= limits.named()) {
      present.values().forEach(there -> named.add(there.person));
    }
    return new People(present.size(), named);
  }

  private void announce(String what, Person person, long now, List<Draft> news) {
    if (present.size() <= limits.named()) {
      news.add(event(what, person));
    } else if (toldNanos != null && now - toldNanos < PresenceLimits.COUNT_INTERVAL.toNanos()) {
      isUntold = true;
    } else {
      announceCount(now, news);
    }
  }

  private void announceCount(long now, List<Draft> news) {
    news.add(event("count", null));
    toldNanos = now;
    isUntold = false;
  }

  private Draft event(String what, @Nullable Person person) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("type", "presence").put("threadId", Lease.threadId(thread)).put("event", what);
    if (person != null) {
      data.setAll(person.json());
    }
    data.put("count", present.size());
    return new Draft(thread, KIND, data.toString(), null);
  }
}
