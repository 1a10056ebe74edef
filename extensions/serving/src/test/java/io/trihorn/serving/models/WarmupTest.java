package io.trihorn.serving.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a model is asked before clients ask it, and what follows from how long it takes. */
class WarmupTest {
  /** Takes a time for a batch and one for each row, and counts what it is asked. */
  private static final class Slow implements Predictor {
    private final long batchMillis;
    private final long rowMillis;
    private final Map<Long, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    Slow(long batchMillis, long rowMillis) {
      this.batchMillis = batchMillis;
      this.rowMillis = rowMillis;
    }

    @Override
    public Signature signature() {
      Port port = new Port("x", DataType.FLOAT32, new Shape(-1, 2));
      return new Signature(List.of(port), List.of(port), true);
    }

    @Override
    public List<TensorData> predict(List<TensorData> inputs) {
      long rows = inputs.get(0).type().dim(0);
      asked.computeIfAbsent(rows, r -> new AtomicInteger()).incrementAndGet();
      mostAtOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
      try {
        Thread.sleep(batchMillis + rows * rowMillis);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      now.decrementAndGet();
      return inputs;
    }

    @Override
    public void close() {}
  }

  @Test
  void allSizesAreAskedAloneAndBesideEachOther() {
    Slow model = new Slow(5, 0);
    assertEquals(
        8, Warmup.run(model, new Batching().withMaxRows(8)), "a batch takes what a row does");
    assertEquals(
        new TreeMap<>(model.asked).keySet(),
        new TreeMap<>(Map.of(1L, 0, 2L, 0, 3L, 0, 4L, 0, 6L, 0, 8L, 0)).keySet());
    model.asked.values().forEach(times -> assertTrue(times.get() >= 6, model.asked::toString));
    assertEquals(2, model.mostAtOnce.get());
  }

  @Test
  void oneAfterTheOtherWhereOneBatchIsComputedAtATime() {
    Slow model = new Slow(1, 0);
    Warmup.run(model, new Batching().withMaxRows(2).withConcurrency(1));
    assertEquals(1, model.mostAtOnce.get());
  }

  @Test
  void aBatchHasNoMoreRowsThanPay() {
    assertEquals(4, Warmup.most(nanos(1, 20e6, 4, 10.8e6, 8, 10e6, 16, 12e6)));
    assertEquals(16, Warmup.most(nanos(1, 40e6, 4, 20e6, 8, 13e6, 16, 10e6)));
  }

  @Test
  void aBatchIsNoShortWorkIfThereAreMoreRows() {
    assertEquals(8, Warmup.most(nanos(1, 1e6, 4, 1e6, 8, 1e6, 16, 1e6)));
    assertEquals(16, Warmup.most(nanos(1, 4e4, 4, 4e4, 8, 4e4, 16, 4e4)));
  }

  private static NavigableMap<Integer, Double> nanos(double... sizesAndNanos) {
    NavigableMap<Integer, Double> nanos = new TreeMap<>();
    for (int i = 0; i < sizesAndNanos.length; i += 2) {
      nanos.put((int) sizesAndNanos[i], sizesAndNanos[i + 1]);
    }
    return nanos;
  }
}
