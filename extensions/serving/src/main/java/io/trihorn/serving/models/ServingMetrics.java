package io.trihorn.serving.models;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** What a server counts and measures, in the form that Prometheus reads. */
public final class ServingMetrics implements AutoCloseable {
  /** By which a share of requests can be told: {@code histogram_quantile} needs them. */
  private static final Duration[] BUCKETS =
      LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private record Request(String model, String protocol, String outcome) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collector = new JvmGcMetrics();
  private final Map<Request, Timer> requests = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();

  /** Nothing counted yet, but what the process uses. */
  public ServingMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    collector.bindTo(registry);
    registry.gauge("trihorn_requests_in_flight", inFlight);
  }

  /** A request has come. */
  public void begin() {
    inFlight.incrementAndGet();
  }

  /**
   * A request was answered.
   *
   * @param model its name; empty where there is none of the name that was asked for
   * @param protocol by which it came
   * @param outcome {@code ok}, or the reason in small letters
   * @param nanos since it came
   */
  public void end(String model, String protocol, String outcome, long nanos) {
    inFlight.decrementAndGet();
    requests
        .computeIfAbsent(new Request(model, protocol, outcome), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Request request) {
    return Timer.builder("trihorn_request_duration")
        .description("From the head of a request to its answer")
        .tags("model", request.model(), "protocol", request.protocol())
        .tag("outcome", request.outcome())
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  VersionMetrics version(String model, String version) {
    return new VersionMetrics(registry, Tags.of("model", model, "version", version));
  }

  /** Counts versions that could not be loaded. */
  Counter failures(String model) {
    return registry.counter("trihorn_load_failures", "model", model);
  }

  /** All that was counted, as Prometheus's text. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collector.close();
    registry.close();
  }
}
