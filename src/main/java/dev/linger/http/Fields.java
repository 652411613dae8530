package dev.linger.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object's fields, each asked for by name, type and range. What is wrong is said with the
 * field's name and what it may be.
 */
final class Fields {

  private final JsonNode object;

  private Fields(JsonNode object) {
    this.object = object;
  }

  static Fields of(JsonNode node, String what) throws ProblemException {
    if (!node.isObject()) {
      throw ProblemException.badRequest("invalid_field", what + " is a JSON object");
    }
    return new Fields(node);
  }

  /** Refuses a field that is not known: a mistyped ttl would make an event durable in silence. */
  void allowOnly(Set<String> names) throws ProblemException {
    Iterator<String> present = object.fieldNames();
    while (present.hasNext()) {
      if (!names.contains(present.next())) {
        throw ProblemException.badRequest(
            "unknown_field",
            "the fields are " + String.join(", ", names.stream().sorted().toList()));
      }
    }
  }

  /** True if the field is there, be it null. */
  boolean has(String name) {
    return object.has(name);
  }

  /** The field; null if it is missing or null. */
  @Nullable JsonNode get(String name) {
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  @Nullable String string(String name) throws ProblemException {
    JsonNode node = get(name);
    if (node != null && !node.isTextual()) {
      throw ProblemException.badRequest("invalid_field", name + " is a string");
    }
    if (node != null && !Json.isWellFormed(node.textValue())) {
      // It would become a question mark on its way to the log, and two keys would become one.
      throw ProblemException.badRequest("invalid_field", name + " has half a surrogate pair");
    }
    return node == null ? null : node.textValue();
  }

  /** A number from 0 up, fractions allowed. */
  double number(String name, double fallback, double most) throws ProblemException {
    JsonNode node = get(name);
    if (node == null) {
      return fallback;
    }
    if (!node.isNumber()
        || node.decimalValue().signum() < 0
        || node.decimalValue().compareTo(BigDecimal.valueOf(most)) > 0) {
      throw outOfRange(name, "a number from 0 to " + (long) most);
    }
    return node.doubleValue();
  }

  int integer(String name, int fallback, int least, int most) throws ProblemException {
    JsonNode node = get(name);
    if (node == null) {
      return fallback;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < least
        || node.intValue() > most) {
      throw outOfRange(name, "a whole number from " + least + " to " + most);
    }
    return node.intValue();
  }

  private static ProblemException outOfRange(String name, String range) {
    return ProblemException.badRequest("invalid_" + name, name + " is " + range);
  }
}
