package dev.linger.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.access.Access;
import dev.linger.event.ChannelName;
import dev.linger.forum.ReadReceipt;
import dev.linger.forum.Receipts;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/** {@code /receipts}: who has read how far in a channel, with a cursor to go on from. */
final class ReceiptsServlet extends ApiServlet {

  private static final long serialVersionUID = 1L;

  private final transient Receipts receipts;
  private final transient Callers callers;

  ReceiptsServlet(Receipts receipts, Access access, Patience patience) {
    super(patience, Set.of("GET"));
    this.receipts = receipts;
    this.callers = new Callers(access);
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws ProblemException {
    ChannelName channel = callers.readableChannel(request);
    if (request.getMethod().equals("HEAD")) {
      answer.send(Answer.json(200, ""));
    } else {
      answer.send(Answer.json(200, written(channel)));
    }
  }

  private String written(ChannelName channel) throws ProblemException {
    Receipts.Snapshot snapshot = Snapshots.orThrow(() -> receipts.latest(channel));
    ObjectNode body = Snapshots.at(snapshot.cursor()).put("channel", channel.value());
    ArrayNode list = body.putArray("receipts");
    for (ReadReceipt receipt : snapshot.receipts()) {
      ObjectNode one = list.addObject().put("userId", receipt.user());
      if (receipt.name() != null) {
        one.put("userName", receipt.name());
      }
      one.put("postId", receipt.post().value());
    }
    if (snapshot.more()) {
      body.put("more", true);
    }
    return Json.text(body);
  }
}
