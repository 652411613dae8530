package dev.linger.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.linger.event.Event;
import dev.linger.event.Replay;
import dev.linger.poll.PollAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes poll answers. Ten thousand waiters of one channel are told the same thing: the last answer
 * is kept, and who is told the same shares its bytes.
 *
 * <p>Threading: any thread. The last answer is one immutable object behind a volatile field; two
 * threads that miss it both write it, and either may stay.
 */
final class PollAnswers {

  /**
   * The marker by which a client knows our 200 from a captive portal's; also the wire's version.
   */
  private static final int LINGER = 1;

  private static final int USUAL_BYTES = 512;

  private record Last(Replay.Events replay, Answer answer) {

    boolean isFor(Replay.Events other) {
      // Cheap where it matters: the same events are the same objects, out of one memory.
      return replay.more() == other.more()
          && replay.cursor().equals(other.cursor())
          && replay.events().equals(other.events());
    }
  }

  private final JsonFactory json = new JsonFactory();
  private volatile @Nullable Last last;

  Answer answer(PollAnswer answer) {
    if (!(answer.replay() instanceof Replay.Events events) || answer.advice() != null) {
      return Answer.json(200, write(answer));
    }
    Last known = last;
    if (known != null && known.isFor(events)) {
      return known.answer();
    }
    Answer written = Answer.json(200, write(answer));
    last = new Last(events, written);
    return written;
  }

  private byte[] write(PollAnswer answer) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(USUAL_BYTES);
        JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeNumberField("linger", LINGER);
      out.writeStringField("cursor", answer.replay().cursor().text());
      writeReplay(out, answer.replay());
      if (answer.advice() != null) {
        writeAdvice(out, answer.advice());
      }
      out.writeEndObject();
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  private static void writeReplay(JsonGenerator out, Replay replay) throws IOException {
    List<Event> events = List.of();
    boolean more = false;
    if (replay instanceof Replay.Events some) {
      events = some.events();
      more = some.more();
    } else if (replay instanceof Replay.Reset reset) {
      events = reset.events();
      more = reset.more();
    }
    out.writeArrayFieldStart("events");
    for (Event event : events) {
      out.writeStartObject();
      out.writeStringField("id", event.position().toString());
      out.writeStringField("channel", event.channel().value());
      out.writeNumberField("at", event.position().millis());
      out.writeFieldName("data");
      out.writeRawValue(event.data());
      out.writeEndObject();
    }
    out.writeEndArray();
    if (replay instanceof Replay.Reset reset) {
      writeReasons(out, reset);
    }
    if (more) {
      out.writeBooleanField("more", true);
    }
  }

  private static void writeReasons(JsonGenerator out, Replay.Reset reset) throws IOException {
    out.writeArrayFieldStart("reset");
    for (var reason : reset.reasons().entrySet()) {
      out.writeStartObject();
      out.writeStringField("channel", reason.getKey().value());
      out.writeStringField("reason", reason.getValue().wireName());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeAdvice(JsonGenerator out, PollAnswer.Advice advice) throws IOException {
    out.writeObjectFieldStart("advice");
    if (advice.hold() != null) {
      out.writeNumberField("hold", advice.hold().toSeconds());
    }
    if (advice.pause() != null) {
      out.writeNumberField("pause", advice.pause().toMillis());
    }
    out.writeEndObject();
  }
}
