package dev.linger.http;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What comes in and what goes out, counted by endpoint; and the problems, by their code.
 *
 * <p>Threading: any thread.
 */
final class Traffic {

  /** More than there are in the source. Should one ever be made of what a client sent, it ends. */
  static final int MAX_CODES = 200;

  private static final int CLASSES = 6;

  /** What comes to one endpoint. */
  static final class Endpoint {

    private final Traffic traffic;
    private final LongAdder served = new LongAdder();
    private final LongAdder gone = new LongAdder();
    private final LongAdder[] byClass = new LongAdder[CLASSES];

    private Endpoint(Traffic traffic) {
      this.traffic = traffic;
      for (int i = 0; i < CLASSES; i++) {
        byClass[i] = new LongAdder();
      }
    }

    void begins() {
      served.increment();
    }

    /** The answer is handed to the container. */
    void answers(int status, @Nullable String code) {
      byClass[Math.min(status / 100, CLASSES - 1)].increment();
      if (code != null) {
        traffic.problem(code);
      }
    }

    void ends() {
      served.decrement();
    }

    /** Ended before there was an answer. */
    void goes() {
      gone.increment();
    }
  }

  private final Map<String, Endpoint> endpoints = new TreeMap<>();
  private final ConcurrentMap<String, LongAdder> problems = new ConcurrentHashMap<>();

  /** An endpoint that nobody reads of; for tests. */
  static Endpoint uncounted() {
    return new Endpoint(new Traffic());
  }

  /** The counts of the endpoint that is mapped to this path. */
  synchronized Endpoint of(String path) {
    return endpoints.computeIfAbsent(path, name -> new Endpoint(this));
  }

  /** Says what there is to be seen. */
  void addTo(Metrics metrics) {
    metrics.counter(
        "linger_requests_total",
        "Requests that were answered, by endpoint and class of the status; status none: the client"
            + " went away before.",
        List.of("endpoint", "status"),
        this::readRequests);
    metrics.gauge(
        "linger_requests_open",
        "Requests that are being served now, by endpoint: parked, being read or being written."
            + " Those of /stream are the open streams.",
        List.of("endpoint"),
        values -> all().forEach((path, each) -> values.add(each.served.sum(), path)));
    metrics.counter(
        "linger_problems_total",
        "Answers that told of a problem, by its code (protocol.md says what each means).",
        List.of("code"),
        values -> new TreeMap<>(problems).forEach((code, count) -> values.add(count.sum(), code)));
  }

  private void readRequests(Metrics.Values values) {
    all()
        .forEach(
            (path, each) -> {
              // There are no 1xx of ours, and 3xx only where a host application makes them.
              for (int i = 2; i < CLASSES; i++) {
                values.add(each.byClass[i].sum(), path, i + "xx");
              }
              values.add(each.gone.sum(), path, "none");
            });
  }

  private synchronized Map<String, Endpoint> all() {
    return new TreeMap<>(endpoints);
  }

  private void problem(String code) {
    LongAdder known = problems.get(code);
    if (known == null) {
      String counted = problems.size() < MAX_CODES ? code : "other";
      known = problems.computeIfAbsent(counted, name -> new LongAdder());
    }
    known.increment();
  }
}
