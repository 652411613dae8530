package dev.linger.http;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code /metrics}: what {@link Metrics} has, in Prometheus' text format, or as OpenMetrics to whom
 * asks for that. For the addresses that an operator names, and not to be found by others.
 *
 * <p>A proxy on this machine makes everybody's address this machine's, so what says that it came
 * through one is not for us either: a Prometheus asks directly.
 */
final class MetricsServlet extends ApiServlet {

  private static final long serialVersionUID = 1L;

  private static final int USUAL_BYTES = 16 * 1024;

  /** What proxies add to tell for whom they ask. */
  private static final List<String> FORWARDED =
      List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

  private final transient Metrics metrics;
  private final transient AddressRanges readers;
  private final transient ExpositionFormatWriter plain =
      PrometheusTextFormatWriter.builder().build();
  private final transient ExpositionFormatWriter open =
      OpenMetricsTextFormatWriter.builder().build();

  MetricsServlet(Metrics metrics, AddressRanges readers, Patience patience) {
    super(patience, Set.of("GET"));
    this.metrics = metrics;
    this.readers = readers;
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws IOException, ProblemException {
    if (!mayRead(request)) {
      throw new ProblemException(Problem.ofStatus(404));
    }
    ExpositionFormatWriter writer = asksForOpenMetrics(request) ? open : plain;
    ByteArrayOutputStream body = new ByteArrayOutputStream(USUAL_BYTES);
    writer.write(body, metrics.read());
    answer.send(new Answer(200, writer.getContentType(), body.toByteArray(), Map.of()));
  }

  private boolean mayRead(HttpServletRequest request) {
    return FORWARDED.stream().allMatch(name -> request.getHeader(name) == null)
        && readers.contains(request.getRemoteAddr());
  }

  private boolean asksForOpenMetrics(HttpServletRequest request) {
    return Collections.list(request.getHeaders("Accept")).stream().anyMatch(open::accepts);
  }
}
