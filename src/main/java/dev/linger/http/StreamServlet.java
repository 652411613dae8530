package dev.linger.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.access.AccessRules;
import dev.linger.access.Caller;
import dev.linger.forum.ForumRules;
import dev.linger.hub.Ticker;
import dev.linger.poll.PollRequest;
import dev.linger.poll.Poller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /stream}: the same as {@code /poll}, as server-sent events. Asked like a GET of that, with
 * {@code Last-Event-ID} in the cursor's place when a browser resumes.
 */
final class StreamServlet extends ApiServlet {

  private static final long serialVersionUID = 1L;

  private final transient Poller poller;
  private final transient Ticker ticker;
  private final transient Visits visits;
  private final transient Callers callers;
  private final transient TicketHolders holders;
  private final transient PollRequests requests;
  private final transient Resumes resumes;
  private final transient Frames frames = new Frames(new PollAnswers());

  StreamServlet(
      Poller poller, ForumRules forum, AccessRules rules, Patience patience, Ticker ticker) {
    super(patience, Set.of("GET"));
    this.poller = poller;
    this.ticker = ticker;
    this.resumes = new Resumes(forum.resuming());
    this.visits = new Visits(forum.presence(), EventStream.BEAT);
    this.callers = new Callers(rules.access());
    this.holders = new TicketHolders(rules);
    this.requests = new PollRequests(poller.limits(), callers);
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws IOException, ProblemException {
    if (request.getMethod().equals("HEAD")) {
      answer.send(new Answer(200, EventStream.CONTENT_TYPE, new byte[0], Map.of()));
      return;
    }
    ObjectNode query = Query.toJson(request.getQueryString());
    String resumed = request.getHeader("Last-Event-ID");
    if (resumed != null && !resumed.isEmpty()) {
      // Newer than the page's own cursor, which is in the address and never changes.
      query.put("cursor", resumed);
    }
    Fields fields = Fields.of(query, "a stream");
    @Nullable String ticket = fields.string("ticket");
    Caller caller = ticket == null ? callers.of(request, null) : holders.of(ticket);
    PollRequest asked = requests.read(fields, caller, Limits.holder(request, caller), null);
    Duration hold = granted(asked.hold());
    PollRequest going = resumes.apply(fields, caller, asked).holding(hold);
    boolean isHttp1 = request.getProtocol().startsWith("HTTP/1");
    Runnable seen = () -> visits.seen(caller, going);
    new EventStream(poller, going, answer, frames, ticker, isHttp1, seen).start();
  }

  /** How often there is a frame, at least. */
  private Duration granted(Duration hold) {
    Duration most = poller.limits().maxHold();
    Duration atLeast = hold.compareTo(EventStream.BEAT) < 0 ? EventStream.BEAT : hold;
    return atLeast.compareTo(most) > 0 ? most : atLeast;
  }
}
