package dev.linger.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.access.Access;
import dev.linger.access.Caller;
import dev.linger.event.ChannelName;
import dev.linger.event.Event;
import dev.linger.event.Position;
import dev.linger.forum.Notifications;
import dev.linger.hub.Holder;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /notifications}: the caller's own, the newest first, page by page. */
final class NotificationsServlet extends ApiServlet {

  private static final long serialVersionUID = 1L;

  /** How many come if nothing is said. */
  private static final int USUAL_PAGE = 20;

  private final transient Notifications notifications;
  private final transient Callers callers;

  NotificationsServlet(Notifications notifications, Access access, Patience patience) {
    super(patience, Set.of("GET"));
    this.notifications = notifications;
    this.callers = new Callers(access);
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws ProblemException {
    Caller caller = callers.of(request, null);
    ChannelName own = Callers.own(caller);
    if (!callers.access().mayRead(caller, own)) {
      throw new ProblemException(Problem.of(403, "forbidden", "you may not read this channel"));
    }
    Fields fields = Fields.of(Query.toJson(request.getQueryString()), "a question");
    int limit = fields.integer("limit", USUAL_PAGE, 1, Notifications.MAX_PAGE);
    @Nullable String before = fields.string("before");
    @Nullable Position from = before == null ? null : Channels.position(before, "before");
    if (request.getMethod().equals("HEAD")) {
      answer.send(Answer.json(200, ""));
      return;
    }
    CallerReader reader = new CallerReader(callers.access(), caller, Holder.NOBODY);
    answer.send(
        Answer.json(
            200,
            written(Snapshots.orThrow(() -> notifications.page(own, from, limit, reader::sees)))));
  }

  private static String written(Notifications.Page page) {
    ObjectNode body = Snapshots.at(page.cursor()).put("unread", page.unread());
    if (page.unreadMore()) {
      body.put("unreadMore", true);
    }
    body.put("readUpTo", page.readUpTo() == null ? null : page.readUpTo().toString());
    ArrayNode list = body.putArray("notifications");
    for (Event event : page.notifications()) {
      list.addObject()
          .put("id", event.position().toString())
          .put("at", event.position().millis())
          .set("data", Json.stored(event.data()));
    }
    if (page.next() != null) {
      body.put("more", true).put("next", page.next().toString());
    }
    return Json.text(body);
  }
}
