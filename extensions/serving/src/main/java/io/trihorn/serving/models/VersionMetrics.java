package io.trihorn.serving.models;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** What is counted of one version of a model; it goes with the version. */
final class VersionMetrics {
  private final MeterRegistry registry;
  private final Tags tags;
  private final DistributionSummary requests;
  private final Map<Integer, DistributionSummary> rows = new ConcurrentHashMap<>();
  private final Timer computing;
  private final Timer queueing;
  private final List<Meter> meters = new ArrayList<>();

  VersionMetrics(MeterRegistry registry, Tags tags) {
    this.registry = registry;
    this.tags = tags;
    requests =
        kept(DistributionSummary.builder("trihorn_batch_requests").tags(tags).register(registry));
    computing = kept(Timer.builder("trihorn_batch_duration").tags(tags).register(registry));
    queueing = kept(Timer.builder("trihorn_queue_duration").tags(tags).register(registry));
  }

  private <M extends Meter> M kept(M meter) {
    meters.add(meter);
    return meter;
  }

  /** Shows how many requests wait. */
  void queue(IntSupplier waiting) {
    kept(
        Gauge.builder("trihorn_queue_requests", waiting, IntSupplier::getAsInt)
            .tags(tags)
            .strongReference(true)
            .register(registry));
  }

  /**
   * A batch was computed.
   *
   * @param size the rows that it was filled up to
   * @param took nanoseconds
   * @param waited that its first request waited for it
   */
  void batch(int count, int total, int size, long took, long waited) {
    requests.record(count);
    rows.computeIfAbsent(size, this::rows).record(total);
    computing.record(took, TimeUnit.NANOSECONDS);
    queueing.record(waited, TimeUnit.NANOSECONDS);
  }

  private DistributionSummary rows(int size) {
    return DistributionSummary.builder("trihorn_batch_rows")
        .tags(tags)
        .tag("size", Integer.toString(size))
        .register(registry);
  }

  /** Forgets what was counted. */
  void remove() {
    meters.forEach(registry::remove);
    rows.values().forEach(registry::remove);
  }
}
