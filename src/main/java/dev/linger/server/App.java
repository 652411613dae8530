package dev.linger.server;

import dev.linger.access.RateLimits;
import dev.linger.bridge.Bell;
import dev.linger.bridge.Bridge;
import dev.linger.bridge.BridgeCounts;
import dev.linger.bridge.BridgeSettings;
import dev.linger.bridge.ReadMarks;
import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import dev.linger.forum.ForumRules;
import dev.linger.forum.Overheard;
import dev.linger.forum.Presence;
import dev.linger.http.Endpoints;
import dev.linger.http.Metrics;
import dev.linger.http.Patience;
import dev.linger.hub.Hub;
import dev.linger.hub.Ticker;
import dev.linger.log.EventLog;
import dev.linger.log.LogListener;
import dev.linger.log.RedisEventLog;
import dev.linger.poll.Poller;
import dev.linger.publish.Publisher;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: builds the parts in order, joins them, and closes them in reverse.
 *
 * <p>Threading: built and closed by one thread; {@link #drain} and {@link #close} may be called by
 * any, several times, and do their work once.
 */
public final class App implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(App.class);

  /** How finely deadlines are told apart. A hold is 25 s: nobody sees a twentieth of a second. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** How often some more parked polls are answered in a drain. */
  private static final long DRAIN_STEP_MILLIS = 20;

  /** As many are answered at a step anyway: a small node is drained at once. */
  private static final int DRAIN_STEP_POLLS = 200;

  /** How long answers that are being written may take at the end. */
  private static final Duration LAST_WRITES = Duration.ofSeconds(2);

  /** How often it is stored where clients go on that store nothing. */
  private static final long RESUME_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Config config;
  private final Threads threads;
  private final Hub hub;
  private final Bell bell = new Bell();
  private final EventLog eventLog;
  private final @Nullable Bridge bridge;
  private final Patience patience;
  private final ForumRules forum;
  private final AccessParts access;
  private final Metrics metrics = new Metrics();
  private final Endpoints endpoints;
  private final CountDownLatch closed = new CountDownLatch(1);

  private App(Config config) {
    this.config = config;
    Ticker ticker = System::nanoTime;
    threads = new Threads();
    hub = new Hub(ticker, TICK_NANOS, config.seats(), threads.answers());
    LogParts logs = LogParts.of(config, ticker, new HubListener(hub, bell));
    eventLog = logs.log();
    patience =
        new Patience(
            ticker, TICK_NANOS, config.clients().bodyTimeout(), config.clients().readTimeout());
    Publisher publisher = new Publisher(eventLog, config.publish());
    Presence presence = new Presence(logs.presence(), ticker, config.presence().lease());
    access = AccessParts.of(config, eventLog, ticker, hub::wake);
    forum = ForumRules.of(eventLog, publisher, logs.stores(), presence, ticker);
    Overheard overheard = forum.overheard();
    bridge = config.bridge().map(settings -> bridge(settings, overheard::move)).orElse(null);
    Poller poller = new Poller(eventLog, hub, ticker, config.poll());
    new NodeMetrics(metrics).addAll(hub, poller, publisher, eventLog, threads);
    if (bridge != null) {
      BridgeMetrics.addTo(metrics, bridge);
    }
    access.addTo(metrics);
    JvmMetrics.addTo(metrics);
    endpoints =
        new Endpoints(
            poller,
            publisher,
            forum,
            eventLog,
            access.rules(),
            ticker,
            patience,
            config.publishBodyBytes(),
            config.jsonp(),
            RateLimits.of(config.rates(), ticker),
            config.entrance(),
            metrics,
            config.metricsFrom());
  }

  /** Builds a node and starts its threads. Redis need not be there yet. */
  static App start(Config config) {
    App app = new App(config);
    app.threads.every(TICK_NANOS, app.hub::endDue);
    app.threads.every(TICK_NANOS, app.patience::endDue);
    app.repeat(Duration.ofNanos(RESUME_NANOS), app.forum.resuming()::flush);
    app.threads.repeat("presence", Presence.TICK, app.forum.presence()::tick);
    app.access.start(app.threads);
    if (app.eventLog instanceof RedisEventLog redis) {
      app.threads.start("log-tail", redis.tail(), redis.tail()::stop);
    }
    Bridge bridge = app.bridge;
    if (bridge != null) {
      app.threads.start("bridge-ear", bridge.ear(), bridge::stopEar);
      app.threads.start("bridge", bridge, bridge::stop);
    }
    if (config.presence().lease().compareTo(config.poll().maxHold().plus(Presence.BACK_OFF)) < 0) {
      log.warn(
          "{} is not longer than {} and the {} that a client may then wait: people can leave and come"
              + " back who were there all the time",
          Settings.PRESENCE_LEASE.variable(),
          Settings.POLL_MAX_HOLD.variable(),
          Presence.BACK_OFF);
    }
    log.info(
        "serving from {}",
        config.redis().map(settings -> settings.url().toString()).orElse("memory"));
    return app;
  }

  /**
   * Does something now and then that may wait a moment, for a disk or for Redis: told by the thread
   * that watches deadlines, done by one that answers. Where it takes long it may be begun again
   * meanwhile.
   */
  void repeat(Duration pause, Runnable task) {
    threads.every(pause.toNanos(), () -> threads.answers().execute(task));
  }

  /** What to add to a servlet context. */
  Endpoints endpoints() {
    return endpoints;
  }

  /** Where to add what else can be seen of this node. */
  Metrics metrics() {
    return metrics;
  }

  /** For a log line: who is let in. */
  String admission() {
    return config
        .tokens()
        .map(settings -> "production: who has a token may do what it says, " + settings)
        .orElse("dev mode: everybody may do everything, so only this machine is let in");
  }

  /** Whether only this machine is let in, because everybody who is may do everything. */
  boolean isForThisMachine() {
    return config.mode() == Mode.DEV;
  }

  /** How many polls are parked. */
  int parkedCount() {
    return hub.parkedCount();
  }

  /** How many requests are being served, the parked ones included. */
  int servedCount() {
    return patience.served();
  }

  /** What the bridge has done; null if there is none. */
  @Nullable BridgeCounts bridgeCounts() {
    return bridge == null ? null : bridge.counts();
  }

  Config config() {
    return config;
  }

  /**
   * Answers everybody who is parked, a few at a time, so that they do not all come to the other
   * nodes at once; then waits for what is still being written. New polls are answered at once
   * meanwhile.
   */
  void drain() {
    int parked = hub.parkedCount();
    if (!hub.isDraining()) {
      log.info("draining {} parked polls", parked);
    }
    long steps = Math.max(1, config.drainTime().toMillis() / DRAIN_STEP_MILLIS);
    int most = Math.max(DRAIN_STEP_POLLS, Math.toIntExact(parked / steps + 1));
    for (long step = 0; hub.drain(most) > 0 && step < steps; step++) {
      pause();
    }
    hub.drain(Integer.MAX_VALUE);
    for (long step = 0;
        patience.served() > 0 && step < LAST_WRITES.toMillis() / DRAIN_STEP_MILLIS;
        step++) {
      pause();
    }
  }

  /** Drains in a container that may take its threads away from us while we do. */
  void drainAtOnce() {
    patience.end();
    drain();
  }

  /** Drains, stops the threads and lets go of the log. */
  @Override
  public void close() {
    if (closed.getCount() == 0) {
      return;
    }
    drain();
    forum.resuming().flush();
    closed.countDown();
    threads.close();
    if (bridge != null) {
      bridge.close();
    }
    if (eventLog instanceof RedisEventLog redis) {
      redis.close();
    }
    log.info("stopped");
  }

  @Override
  public String toString() {
    return "App[" + hub + ", " + eventLog + "]";
  }

  private void pause() {
    try {
      if (closed.await(DRAIN_STEP_MILLIS, TimeUnit.MILLISECONDS)) {
        log.debug("closed while draining");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Bridge bridge(BridgeSettings settings, ReadMarks marks) {
    if (!(eventLog instanceof RedisEventLog redis)) {
      throw new IllegalStateException("a bridge needs Redis, and Config has seen to it");
    }
    return new Bridge(settings, redis, LogParts.fresh(), System::nanoTime, bell, marks);
  }

  /** Joins a log and a hub, which know nothing of each other; and the bridge. */
  private record HubListener(Hub hub, Bell bell) implements LogListener {

    @Override
    public void advanced(ChannelName channel, Position position) {
      hub.advanced(channel, position);
      bell.ring();
    }

    @Override
    public void resumed() {
      hub.wakeAll();
      bell.ring();
    }
  }
}
