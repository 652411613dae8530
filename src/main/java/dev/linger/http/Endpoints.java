package dev.linger.http;

import dev.linger.access.Access;
import dev.linger.access.AccessRules;
import dev.linger.access.RateLimit;
import dev.linger.access.RateLimits;
import dev.linger.access.Stumbles;
import dev.linger.forum.ForumRules;
import dev.linger.hub.Ticker;
import dev.linger.log.EventLog;
import dev.linger.poll.Poller;
import dev.linger.publish.Publisher;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All our endpoints, and what they are made of. Adds them to any servlet context, so a host
 * application can mount them anywhere; paths are below the context's.
 *
 * @param rules who gets in
 * @param maxPublishBytes the largest body of a publish, in bytes
 * @param jsonp whether polls may be made by script elements
 * @param rates how often callers may do things
 * @param entrance what is looked at before that
 * @param metrics what may be seen of this node; ours come to them when the endpoints are added
 * @param metricsReaders who may see it
 */
public record Endpoints(
    Poller poller,
    Publisher publisher,
    ForumRules forum,
    EventLog log,
    AccessRules rules,
    Ticker ticker,
    Patience patience,
    int maxPublishBytes,
    boolean jsonp,
    RateLimits rates,
    Entrance entrance,
    Metrics metrics,
    AddressRanges metricsReaders) {

  private static final String NAME_PREFIX = "linger";
  private static final String POLL = "/poll";
  private static final String STREAM = "/stream";
  private static final String SCRIPT = "/poll.js";
  private static final String PAGE = "/threads/*";
  private static final String EVENTS = "/events";
  private static final String SEND = "/send";
  private static final String CURSOR = "/cursor";
  private static final String RECEIPTS = "/receipts";
  private static final String NOTIFICATIONS = "/notifications";
  private static final String PRESENCE = "/presence";
  private static final String TICKET = "/ticket";
  private static final String REVOCATIONS = "/revocations";
  private static final String HEALTH = "/health/*";
  private static final String METRICS = "/metrics";

  /** Where they are. */
  static final List<String> PATHS =
      List.of(
          POLL,
          STREAM,
          SCRIPT,
          PAGE,
          EVENTS,
          SEND,
          CURSOR,
          PRESENCE,
          RECEIPTS,
          NOTIFICATIONS,
          TICKET,
          REVOCATIONS,
          HEALTH,
          METRICS);

  /** Asked for by machines that look after this one. */
  private static final List<String> OF_THE_HOUSE = List.of(HEALTH, METRICS);

  /** Adds them. To be called while the context is being initialised. */
  public void addTo(ServletContext context) {
    Traffic traffic = new Traffic();
    traffic.addTo(metrics);
    servlets(rules.of(new HostAccess(rules.access(), context, new Stumbles(ticker))))
        .forEach(
            (path, servlet) -> {
              servlet.countIn(traffic.of(path));
              add(context, path, servlet);
            });
    OriginFilter origins = new OriginFilter(entrance, patience);
    addFilter(context, "-origins", origins, PATHS);
    addFilter(
        context,
        "-addresses",
        new AddressFilter(entrance.proxies(), rates.requests(), patience),
        PATHS.stream().filter(path -> !OF_THE_HOUSE.contains(path)).toList());
    patience.addTo(metrics);
    addTo(metrics, "requests", rates.requests());
    addTo(metrics, "events", rates.events());
    addTo(metrics, "actions", rates.actions());
    metrics.counter(
        "linger_origins_refused_total",
        "Requests of pages whose origin is not allowed (LINGER_ORIGINS).",
        origins::refused);
  }

  /** Adds the WAR's files, and an answer to everything else, where no container has its own. */
  public void addFilesTo(ServletContext context) {
    add(context, "/", new FilesServlet(patience));
  }

  private static void addTo(Metrics metrics, String what, RateLimit limit) {
    metrics.counter(
        "linger_limit_" + what + "_refused_total",
        "Refused with 429 because of LINGER_LIMIT_" + what.toUpperCase(Locale.ROOT) + ".",
        limit::refused);
  }

  private Map<String, ApiServlet> servlets(AccessRules asked) {
    Access access = asked.access();
    Limits limits = new Limits(rates);
    return Map.ofEntries(
        Map.entry(POLL, new PollServlet(poller, forum, access, patience)),
        Map.entry(STREAM, new StreamServlet(poller, forum, asked, patience, ticker)),
        Map.entry(SCRIPT, new JsonpServlet(poller, asked, patience, jsonp)),
        Map.entry(PAGE, new ThreadPageServlet(poller, access, patience)),
        Map.entry(EVENTS, new PublishServlet(publisher, access, limits, patience, maxPublishBytes)),
        Map.entry(
            SEND,
            new SendServlet(poller, publisher, forum, access, limits, patience, maxPublishBytes)),
        Map.entry(CURSOR, new CursorServlet(log, patience)),
        Map.entry(PRESENCE, new PresenceServlet(forum.presence(), log, access, patience)),
        Map.entry(RECEIPTS, new ReceiptsServlet(forum.receipts(), access, patience)),
        Map.entry(NOTIFICATIONS, new NotificationsServlet(forum.notifications(), access, patience)),
        Map.entry(TICKET, new TicketServlet(asked, limits, patience)),
        Map.entry(REVOCATIONS, new RevocationsServlet(asked, limits, patience)),
        Map.entry(HEALTH, new HealthServlet(poller, new Readiness(log, ticker), access, patience)),
        Map.entry(METRICS, new MetricsServlet(metrics, metricsReaders, patience)));
  }

  /** Lets only this machine in: for development, where nobody is asked who they are. */
  public static void restrictToLoopback(ServletContext context) {
    addFilter(context, "-loopback", new LoopbackFilter(), PATHS);
  }

  private static void add(ServletContext context, String path, ApiServlet servlet) {
    ServletRegistration.Dynamic added = context.addServlet(name(path), servlet);
    if (added == null) {
      throw new IllegalStateException("the name " + name(path) + " is taken in this context");
    }
    added.setAsyncSupported(true);
    added.addMapping(path);
  }

  private static String name(String path) {
    return NAME_PREFIX + path;
  }

  /** Is it the name of one of these servlets? */
  static boolean isOurs(String servlet) {
    return servlet.startsWith(NAME_PREFIX)
        && PATHS.contains(servlet.substring(NAME_PREFIX.length()));
  }

  private static void addFilter(
      ServletContext context, String name, Filter filter, List<String> paths) {
    FilterRegistration.Dynamic added = context.addFilter(name(name), filter);
    if (added == null) {
      throw new IllegalStateException("the name " + name(name) + " is taken in this context");
    }
    added.setAsyncSupported(true);
    added.addMappingForServletNames(
        EnumSet.of(DispatcherType.REQUEST),
        false,
        paths.stream().map(Endpoints::name).toArray(String[]::new));
  }
}
