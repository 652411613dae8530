package dev.linger.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.event.Cursor;
import dev.linger.log.LogUnavailableException;

/** What answers to questions about a state have in common: a cursor to go on from by events. */
final class Snapshots {

  /** Something that asks the log. */
  @FunctionalInterface
  interface Question<T> {
    T ask() throws LogUnavailableException;
  }

  private Snapshots() {}

  /** Asks, or says that the log is away. */
  static <T> T orThrow(Question<T> question) throws ProblemException {
    try {
      return question.ask();
    } catch (LogUnavailableException e) {
      throw new ProblemException(Problem.logUnavailable("the log can't be asked at the moment"));
    }
  }

  /** An answer's beginning. */
  static ObjectNode at(Cursor cursor) {
    return JsonNodeFactory.instance.objectNode().put("linger", 1).put("cursor", cursor.text());
  }
}
