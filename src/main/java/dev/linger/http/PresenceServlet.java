package dev.linger.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.access.Access;
import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.forum.Lease;
import dev.linger.forum.People;
import dev.linger.forum.Presence;
import dev.linger.log.EventLog;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.ReadLimit;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;

/**
 * {@code /presence}: who is in a thread now, with a cursor. Together with the events after that
 * cursor it is complete: the cursor is taken first, so that whatever changes while the people are
 * looked up is told once more by an event, and never by neither.
 */
final class PresenceServlet extends ApiServlet {

  private static final long serialVersionUID = 1L;

  private static final ReadLimit NO_EVENTS = new ReadLimit(1, 1);

  private final transient Presence presence;
  private final transient EventLog log;
  private final transient Callers callers;

  PresenceServlet(Presence presence, EventLog log, Access access, Patience patience) {
    super(patience, Set.of("GET"));
    this.presence = presence;
    this.log = log;
    this.callers = new Callers(access);
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws ProblemException {
    ChannelName thread = thread(request);
    if (request.getMethod().equals("HEAD")) {
      answer.send(Answer.json(200, ""));
      return;
    }
    answer.send(Answer.json(200, Json.text(Snapshots.orThrow(() -> snapshot(thread)))));
  }

  private ObjectNode snapshot(ChannelName thread) throws LogUnavailableException {
    Cursor cursor = log.latest(List.of(thread), 0, NO_EVENTS).cursor();
    return told(cursor, thread, presence.people(thread));
  }

  private ChannelName thread(HttpServletRequest request) throws ProblemException {
    ChannelName channel = callers.readableChannel(request);
    if (!Lease.isThread(channel)) {
      throw ProblemException.badRequest("invalid_channel", "people are in channels thread:… only");
    }
    return channel;
  }

  private static ObjectNode told(Cursor cursor, ChannelName thread, People people) {
    ObjectNode json = Snapshots.at(cursor).put("channel", thread.value());
    json.put("count", people.count());
    ArrayNode named = json.putArray("people");
    people.named().forEach(person -> named.add(person.json()));
    return people.isMore() ? json.put("more", true) : json;
  }
}
