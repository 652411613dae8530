package dev.linger.http;

import dev.linger.forum.AheadException;
import dev.linger.log.LogUnavailableException;
import dev.linger.publish.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What may come of publishing, besides success. */
final class PublishProblems {

  private static final Logger log = LoggerFactory.getLogger(PublishProblems.class);

  /** Something that publishes. */
  @FunctionalInterface
  interface Publishing<T> {
    T run() throws RefusedException, AheadException, LogUnavailableException;
  }

  private PublishProblems() {}

  /** Publishes, or says what is in the way. */
  static <T> T orThrow(Publishing<T> publishing) throws ProblemException {
    try {
      return publishing.run();
    } catch (RefusedException e) {
      throw new ProblemException(problem(e));
    } catch (AheadException e) {
      throw ProblemException.badRequest("ahead", String.valueOf(e.getMessage()));
    } catch (LogUnavailableException e) {
      log.warn("a publish was not acknowledged: {}", e.getMessage());
      throw new ProblemException(
          Problem.logUnavailable(
              "not confirmed; publish again, with an idempotency key to store it only once"));
    }
  }

  private static Problem problem(RefusedException e) {
    String detail = String.valueOf(e.getMessage());
    return switch (e.reason()) {
      case EMPTY -> Problem.of(400, "no_events", detail);
      case RESERVED -> Problem.of(400, "reserved_channel", detail);
      case TOO_MANY -> Problem.passing(413, "too_many_events", detail);
      case TOO_LONG -> Problem.passing(413, "event_too_large", detail);
    };
  }
}
