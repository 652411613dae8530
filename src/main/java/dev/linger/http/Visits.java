package dev.linger.http;

import dev.linger.access.Caller;
import dev.linger.forum.Person;
import dev.linger.forum.Presence;
import dev.linger.poll.PollRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells presence whose polls and streams come. Who does not say who they are is nobody in
 * particular, and in no thread.
 *
 * @param longest how long a request is held at the most
 */
record Visits(Presence presence, Duration longest) {

  /** Who it is; null if they can't be told from others. */
  static @Nullable Person person(Caller caller) {
    String user = caller.user();
    return user == null || !Person.isId(user) ? null : new Person(user, caller.name());
  }

  /** The caller asks for events. */
  void seen(Caller caller, PollRequest request) {
    Person person = person(caller);
    if (person != null) {
      Duration hold = request.hold().compareTo(longest) > 0 ? longest : request.hold();
      presence.seen(person, request.client(), request.channels(), hold);
    }
  }
}
