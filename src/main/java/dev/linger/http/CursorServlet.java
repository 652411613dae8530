package dev.linger.http;

import dev.linger.event.Cursor;
import dev.linger.log.EventLog;
import dev.linger.log.ReadLimit;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;

/**
 * {@code /cursor}: the cursor of now. The main transport takes one as it begins, or with each
 * message, so that a client that falls from it to polling begins where it was cut off. A cursor
 * grants nothing, so anybody may have one.
 */
final class CursorServlet extends ApiServlet {

  private static final long serialVersionUID = 1L;

  private static final ReadLimit NOTHING = new ReadLimit(1, 1);

  private final transient EventLog log;

  CursorServlet(EventLog log, Patience patience) {
    super(patience, Set.of("GET"));
    this.log = log;
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws ProblemException {
    if (request.getMethod().equals("HEAD")) {
      answer.send(Answer.json(200, ""));
      return;
    }
    Cursor now = Snapshots.orThrow(() -> log.latest(List.of(), 0, NOTHING)).cursor();
    answer.send(Answer.json(200, Snapshots.at(now).toString()));
  }
}
