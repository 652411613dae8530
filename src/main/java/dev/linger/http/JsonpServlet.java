package dev.linger.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.access.Access;
import dev.linger.access.AccessRules;
import dev.linger.access.Caller;
import dev.linger.access.Credentials;
import dev.linger.poll.PollAnswer;
import dev.linger.poll.PollExchange;
import dev.linger.poll.PollRequest;
import dev.linger.poll.Poller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /poll.js}: a poll whose answer is a script that calls a function of the page's. For
 * browsers that can ask another origin in no other way; off unless it is switched on.
 *
 * <p>A script can be asked for by any page, and runs where it is taken for one. So: nothing but a
 * plain name is repeated, and a comment comes before it, so that the answer can't be made to begin
 * like a Flash file (Rosetta Flash, CVE-2014-4671); the type is not to be guessed; a browser that
 * goes there saves a file instead of showing one; and nobody is recognised by a cookie or a header,
 * which another page's script element would bring along. What is not public takes a ticket, which
 * only who has a token can get, and which is good once.
 */
final class JsonpServlet extends ApiServlet {

  private static final long serialVersionUID = 1L;

  private static final Pattern CALLBACK = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

  private static final Map<String, String> HEADERS =
      Map.of("Content-Disposition", "attachment; filename=\"poll.js\"");

  private final transient Poller poller;
  private final transient Access access;
  private final transient TicketHolders holders;
  private final transient PollRequests requests;
  private final transient PollAnswers answers = new PollAnswers();
  private final boolean isOn;

  JsonpServlet(Poller poller, AccessRules rules, Patience patience, boolean isOn) {
    super(patience, Set.of("GET"));
    this.poller = poller;
    this.access = rules.access();
    this.holders = new TicketHolders(rules);
    this.requests = new PollRequests(poller.limits(), new Callers(access));
    this.isOn = isOn;
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws IOException, ProblemException {
    if (!isOn) {
      throw new ProblemException(Problem.ofStatus(404));
    }
    ObjectNode query = Query.toJson(request.getQueryString());
    String callback = query.path("callback").asText();
    if (!CALLBACK.matcher(callback).matches()) {
      throw ProblemException.badRequest(
          "invalid_callback", "callback is a name of A-Z a-z 0-9 _, of at most 64 characters");
    }
    if (request.getMethod().equals("HEAD")) {
      answer.send(script(callback, ""));
      return;
    }
    try {
      poll(query, request, new Exchange(answer, callback));
    } catch (ProblemException e) {
      answer.send(script(callback, wrapped(e.problem())));
    }
  }

  private void poll(ObjectNode query, HttpServletRequest request, Exchange exchange)
      throws ProblemException {
    Fields fields = Fields.of(query, "a poll");
    @Nullable String ticket = fields.string("ticket");
    Caller caller = ticket == null ? anybody() : holders.of(ticket);
    PollRequest parsed = requests.read(fields, caller, Limits.holder(request, caller), null);
    run(poller.prepare(parsed, exchange), exchange.answer);
  }

  private Caller anybody() throws ProblemException {
    Caller caller = access.identify(Credentials.NONE);
    if (caller == null) {
      throw Callers.unauthorized("scripts are for what everybody may read");
    }
    return caller;
  }

  private static String wrapped(Problem problem) {
    return "{\"linger\":1,\"problem\":" + problem.json() + "}";
  }

  /** U+2028 and U+2029 end a line in scripts before ES2019, but not in JSON. */
  private static Answer script(String callback, String json) {
    String safe = json.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
    byte[] body = ("/**/" + callback + "(" + safe + ");").getBytes(StandardCharsets.UTF_8);
    return new Answer(200, "application/javascript;charset=utf-8", body, HEADERS);
  }

  /** One poll's way back. A script element sees no status: everything is a call. */
  private final class Exchange implements PollExchange {

    private final AsyncAnswer answer;
    private final String callback;

    private Exchange(AsyncAnswer answer, String callback) {
      this.answer = answer;
      this.callback = callback;
    }

    @Override
    public void answer(PollAnswer told) {
      ApiServlet.guarded(answer, () -> answer.send(script(callback, written(told))));
    }

    private String written(PollAnswer told) {
      return new String(answers.answer(told).body(), StandardCharsets.UTF_8);
    }

    @Override
    public void unauthorized() {
      answer.send(script(callback, wrapped(Callers.unauthorized().problem())));
    }

    @Override
    public void crowded() {
      answer.send(script(callback, wrapped(Limits.tooManyPolls())));
    }

    @Override
    public void unavailable(String why) {
      answer.send(script(callback, wrapped(Problem.logUnavailable(why))));
    }
  }
}
