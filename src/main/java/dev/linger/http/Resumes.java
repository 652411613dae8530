package dev.linger.http;

import dev.linger.access.Caller;
import dev.linger.forum.ResumeStore;
import dev.linger.forum.Resuming;
import dev.linger.poll.PollRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code resume} makes of a poll. */
final class Resumes {

  private final Resuming resuming;

  Resumes(Resuming resuming) {
    this.resuming = resuming;
  }

  /**
   * The poll with the cursor that the server has kept, if it carries none. Like any without a
   * cursor it is then answered at once.
   */
  PollRequest apply(Fields fields, Caller caller, PollRequest asked) throws ProblemException {
    @Nullable String key = fields.string("resume");
    if (key == null) {
      return asked;
    }
    ResumeStore.Client client = client(key, caller);
    if (asked.cursor() != null) {
      resuming.proved(client, asked.cursor());
      return asked;
    }
    return Snapshots.orThrow(() -> Optional.ofNullable(resuming.start(client)))
        .map(asked::resumedAt)
        .orElse(asked);
  }

  private static ResumeStore.Client client(String key, Caller caller) throws ProblemException {
    Callers.own(caller);
    try {
      return new ResumeStore.Client(String.valueOf(caller.user()), key);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest("invalid_resume", String.valueOf(e.getMessage()));
    }
  }
}
