package dev.linger.http;

import dev.linger.support.Mint;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Requests that mean well, of each endpoint: what a fuzz run begins with.
 *
 * @param cursor a cursor that was given out
 * @param ticket gets a ticket
 */
record FuzzGrammar(Random random, String cursor, Supplier<String> ticket) {

  static final String ORIGIN = "https://page.example";
  private static final Mint MINT = Mint.ofSecret();
  private static final long AGE_SECONDS = 20 * 3_600L;
  private static final String RIGHTS = ",\"channels\":[\"thread:1\",\"thread:2\"],\"name\":\"Ada\"";
  static final String ADA = MINT.user("7", AGE_SECONDS, RIGHTS);
  static final String BACKEND = MINT.user("backend", AGE_SECONDS, ",\"publish\":[\"*\"]");

  /** Who is revoked again and again. */
  private static final String VICTIM = MINT.user("victim", AGE_SECONDS, RIGHTS);

  private static final List<String> TOKENS =
      List.of(
          ADA,
          ADA,
          BACKEND,
          VICTIM,
          MINT.user("8", AGE_SECONDS, ",\"channels\":[\"thread:2\"]"),
          MINT.user("id with spaces \u00e4", AGE_SECONDS, RIGHTS),
          MINT.token("{\"sub\":\"\\ud800\",\"exp\":1e99}"),
          MINT.token("{\"sub\":7,\"exp\":9999999999}"),
          MINT.user("7", -1, RIGHTS),
          MINT.token("{\"alg\":\"none\"}", "{}"),
          ADA.substring(0, ADA.length() - 2),
          "7:Ada");

  private static final List<String> MESSAGES =
      List.of(
          "{\"type\":\"ping\",\"client\":\"c1\"}",
          "{\"type\":\"leave\",\"client\":\"c1\"}",
          "{\"type\":\"presence\"}",
          "{\"type\":\"user_typing\",\"threadId\":1,\"client\":\"c1\"}",
          "{\"type\":\"user_typing\",\"threadId\":\"1\",\"userId\":\"8\",\"userName\":\"x\"}",
          "{\"type\":\"read\",\"threadId\":\"1\",\"postId\":\"17\"}",
          "{\"type\":\"read\",\"threadId\":1,\"postId\":17}",
          "{\"type\":\"notifications_read\",\"upTo\":\"1700000000000-0\"}",
          "{\"type\":\"new_post\",\"threadId\":\"1\",\"once\":\"o1\",\"post\":{\"postId\":1}}",
          "{\"type\":\"post_edited\",\"threadId\":1,\"postId\":2}",
          "{\"type\":\"notification\",\"userId\":\"7\",\"data\":{}}");

  private static final List<String> EVENTS =
      List.of(
          "{\"channel\":\"thread:1\",\"data\":{\"type\":\"x\",\"n\":1}}",
          "{\"channel\":\"thread:2\",\"data\":{\"a\":[1,{}]},\"key\":\"k\",\"id\":\"once\"}",
          "{\"channel\":\"user:7\",\"data\":{\"type\":\"notification\"}}",
          "{\"channel\":\"user:me\",\"data\":{\"type\":\"read\",\"upTo\":\"1-1\"}}",
          "{\"channel\":\"thread:1\",\"data\":{},\"ttl\":1.5}",
          "{\"channel\":\"thread:1\",\"data\":{},\"audience\":{\"users\":[\"7\"],\"groups\":[]}}",
          "[{\"channel\":\"thread:1\",\"data\":{}},{\"channel\":\"forum\",\"data\":{}}]");

  /** A request that means well; to a path as {@link Endpoints} has it. */
  FuzzRequest request(String path) {
    String target = target(path);
    return switch (path) {
      case "/poll" -> withToken(random.nextBoolean() ? question("GET", target) : poll(target));
      case "/stream" -> stream(target);
      case "/poll.js" -> withTicket(question("GET", target).asked("callback", "cb"));
      case "/threads/*" -> withToken(page(target));
      case "/events" -> withToken(new FuzzRequest("POST", target).saying(of(EVENTS)));
      case "/send" -> withToken(new FuzzRequest("POST", target).saying(of(MESSAGES)));
      case "/presence", "/receipts" ->
          withToken(new FuzzRequest("GET", target).asked("channel", "thread:1"));
      case "/notifications" ->
          withToken(new FuzzRequest("GET", target).asked("limit", "5").asked("before", "9-9"));
      case "/ticket" -> withToken(new FuzzRequest("POST", target).saying("{}"));
      case "/revocations" ->
          withToken(
              new FuzzRequest("POST", target)
                  .saying("{\"user\":\"victim\",\"jti\":\"j\",\"before\":1700000000}"));
      case "/cursor", "/health/*", "/metrics", "/nothing" -> new FuzzRequest("GET", target);
      default -> throw new IllegalArgumentException("say here how " + path + " is asked");
    };
  }

  private String target(String path) {
    return switch (path) {
      case "/threads/*" ->
          of(List.of("/threads/1.html", "/threads/2.html", "/threads/%C3%A4.html"));
      case "/health/*" -> of(List.of("/health/live", "/health/ready", "/health/x", "/health"));
      case "/nothing" -> of(List.of("/nothing", "/", "/poll/x", "/WEB-INF/web.xml", "/linger.js"));
      default -> path;
    };
  }

  private FuzzRequest question(String method, String target) {
    FuzzRequest request = new FuzzRequest(method, target);
    request.asked("channel", "thread:1").asked("channel", "forum");
    if (random.nextBoolean()) {
      request.asked("cursor", cursor).asked("hold", "0.1");
    }
    return request.asked("client", "c" + random.nextInt(5)).asked("last", "3").asked("max", "9");
  }

  private FuzzRequest poll(String target) {
    FuzzRequest request =
        new FuzzRequest("POST", target)
            .saying(
                "{\"channels\":[\"thread:1\",\"user:me\"],\"cursor\":\"%s\",\"hold\":0.1,\"max\":5,\"last\":2,\"client\":\"c%d\",\"resume\":\"r\"}"
                    .formatted(cursor, random.nextInt(5)));
    return random.nextInt(4) == 0 ? request.with("Prefer", "wait=0") : request;
  }

  private FuzzRequest stream(String target) {
    FuzzRequest request = question("GET", target);
    if (random.nextInt(3) == 0) {
      request.with("Last-Event-ID", cursor);
    }
    return random.nextBoolean() ? withTicket(request) : withToken(request);
  }

  private FuzzRequest page(String target) {
    FuzzRequest request = new FuzzRequest("GET", target);
    return random.nextBoolean() ? request.asked("cursor", cursor).asked("hold", "0.1") : request;
  }

  private FuzzRequest withTicket(FuzzRequest request) {
    return random.nextInt(4) > 0 ? request : request.asked("ticket", ticket.get());
  }

  private FuzzRequest withToken(FuzzRequest request) {
    if (random.nextInt(6) > 0) {
      request.with("Authorization", "Bearer " + token(request.target));
    }
    return random.nextInt(4) == 0 ? request.with("Origin", ORIGIN) : request;
  }

  private String token(String target) {
    boolean publishes = target.equals("/events") || target.equals("/revocations");
    return publishes && random.nextInt(3) > 0 ? BACKEND : of(TOKENS);
  }

  private <T> T of(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
