package dev.linger.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.access.Access;
import dev.linger.access.Caller;
import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import dev.linger.forum.ForumRules;
import dev.linger.forum.Origin;
import dev.linger.forum.PostId;
import dev.linger.forum.ReadReceipt;
import dev.linger.log.Draft;
import dev.linger.log.Receipt;
import dev.linger.poll.Poller;
import dev.linger.publish.Publisher;
import dev.linger.publish.Routing;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /send}: what a page says on its own behalf, as it would over a WebSocket. The server knows
 * what some types of message ask of it; anything else it passes on as the forum's servers would, if
 * the caller may publish there.
 */
final class SendServlet extends ApiServlet {

  private static final long serialVersionUID = 1L;

  /** What is said to us beside the message, and is not part of it. */
  private static final Set<String> ENVELOPE = Set.of("token", "client", "once");

  private static final int MAX_TYPE_LENGTH = 64;

  /** What a page says, without its envelope, and who says it. */
  private record Message(
      ObjectNode json, Caller caller, @Nullable String client, @Nullable String once) {}

  /** What is done about it; may add to the answer. */
  @FunctionalInterface
  private interface Action {
    void perform(Message said, ObjectNode answer) throws ProblemException;
  }

  private final transient Map<String, Action> actions =
      Map.of(
          "ping", this::ping,
          "leave", this::leave,
          "user_typing", this::type,
          "read", this::read,
          "notifications_read", this::readNotifications,
          "presence", this::refuse);
  private final transient Poller poller;
  private final transient Publisher publisher;
  private final transient ForumRules forum;
  private final transient Callers callers;
  private final transient Limits limits;
  private final int maxBodyBytes;

  SendServlet(
      Poller poller,
      Publisher publisher,
      ForumRules forum,
      Access access,
      Limits limits,
      Patience patience,
      int maxBodyBytes) {
    super(patience, Set.of("POST"));
    this.poller = poller;
    this.publisher = publisher;
    this.forum = forum;
    this.callers = new Callers(access);
    this.limits = limits;
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws IOException, ProblemException {
    callers.precheck(request);
    @Nullable String once = request.getHeader("Idempotency-Key");
    reply(request, answer, maxBodyBytes, body -> say(Json.read(body), once, request).toString());
  }

  private ObjectNode say(JsonNode body, @Nullable String onceHeader, HttpServletRequest request)
      throws ProblemException {
    Fields fields = Fields.of(body, "a message");
    Caller caller = callers.of(request, fields.string("token"));
    @Nullable String once = fields.string("once");
    Message message =
        new Message(
            ((ObjectNode) body.deepCopy()).without(ENVELOPE),
            caller,
            callers.client(fields.string("client"), caller),
            once == null ? onceHeader : once);
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("linger", 1);
    String type = type(fields);
    // What the forum makes of other types is not ours to know: they are one kind.
    limits.acting(request, caller, actions.containsKey(type) ? type : "");
    actions.getOrDefault(type, this::publish).perform(message, answer);
    return answer;
  }

  private static String type(Fields fields) throws ProblemException {
    String type = fields.string("type");
    if (type == null || type.isEmpty() || type.length() > MAX_TYPE_LENGTH) {
      throw ProblemException.badRequest(
          "invalid_type", "a message has a type, of 1 to " + MAX_TYPE_LENGTH + " characters");
    }
    return type;
  }

  private void ping(Message said, ObjectNode answer) {
    answer.putObject("reply").put("type", "pong");
  }

  private void leave(Message said, ObjectNode answer) throws ProblemException {
    if (said.client() == null) {
      throw ProblemException.badRequest("invalid_client", "client says who leaves");
    }
    poller.leave(said.client());
    if (Visits.person(said.caller()) != null) {
      forum.presence().left(said.client());
    }
  }

  private void refuse(Message said, ObjectNode answer) throws ProblemException {
    throw forbidden("who is where is not the page's to say");
  }

  private void type(Message said, ObjectNode answer) throws ProblemException {
    Caller caller = said.caller();
    String user = caller.user();
    if (user == null) {
      // Not a 401: a guest's page has no token to come back with, and would wait for one.
      throw forbidden("who is typing has to be known");
    }
    ChannelName thread = readableThread(said);
    // Made anew. Who it is, is not the page's to say; and whoever may read could otherwise tell all
    // other readers anything.
    ObjectNode message =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "user_typing")
            .<ObjectNode>set("threadId", said.json().get("threadId"))
            .put("userId", user);
    if (caller.name() != null) {
      message.put("userName", caller.name());
    }
    PublishProblems.orThrow(
        () -> {
          forum.typing().typed(user, thread, Json.text(message));
          return thread;
        });
  }

  private void read(Message said, ObjectNode answer) throws ProblemException {
    String user = said.caller().user();
    Callers.own(said.caller());
    ChannelName thread = readableThread(said);
    PostId post = postId(said.json());
    PublishProblems.orThrow(
        () ->
            forum
                .receipts()
                .read(
                    thread,
                    said.json().path("threadId").asText(),
                    new ReadReceipt(String.valueOf(user), said.caller().name(), post),
                    Origin.LINGER));
  }

  private void readNotifications(Message said, ObjectNode answer) throws ProblemException {
    ChannelName own = Callers.own(said.caller());
    Position upTo = Channels.position(said.json().path("upTo").asText(), "upTo");
    PublishProblems.orThrow(() -> forum.notifications().read(own, upTo, Origin.LINGER));
  }

  private static PostId postId(ObjectNode message) throws ProblemException {
    try {
      return PostId.of(message.path("postId"));
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest("invalid_post", "postId: " + e.getMessage());
    }
  }

  /** The thread that the message is about, if the caller may read it. */
  private ChannelName readableThread(Message said) throws ProblemException {
    ChannelName thread;
    try {
      thread = Routing.thread(said.json().path("threadId"));
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest("invalid_thread", "threadId: " + e.getMessage());
    }
    if (!callers.access().mayRead(said.caller(), thread)) {
      throw forbidden("you may not read this thread");
    }
    return thread;
  }

  private void publish(Message said, ObjectNode answer) throws ProblemException {
    ChannelName channel = channel(said.json());
    if (!callers.access().mayPublish(said.caller(), channel)) {
      throw forbidden("you may not say this here");
    }
    List<Draft> drafts = List.of(draft(channel, said));
    Receipt receipt = PublishProblems.orThrow(() -> publisher.publish(drafts)).get(0);
    answer.put("id", receipt.position().toString());
  }

  private static ChannelName channel(ObjectNode message) throws ProblemException {
    try {
      return Routing.channelOf(message);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest("invalid_channel", String.valueOf(e.getMessage()));
    }
  }

  private static Draft draft(ChannelName channel, Message said) throws ProblemException {
    try {
      return new Draft(
          channel,
          Routing.kindOf(said.json()),
          Json.text(said.json()),
          Once.of("send", said.caller(), said.once()));
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest("invalid_idempotency_key", String.valueOf(e.getMessage()));
    }
  }

  private static ProblemException forbidden(String detail) {
    return new ProblemException(Problem.of(403, "forbidden", detail));
  }
}
