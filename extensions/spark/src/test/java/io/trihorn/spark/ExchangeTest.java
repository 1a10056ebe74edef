package io.trihorn.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Workers in threads, each with a part. */
class ExchangeTest {
  private static final int WORKERS = 3;

  private final long[] sent = new long[WORKERS];

  /** What each worker gets. */
  private List<Exchange.Total> exchange(
      long[] rows, List<TensorType> types, List<List<TensorData>> own) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
    try {
      List<Callable<Exchange.Total>> work = new ArrayList<>();
      Link first = Link.first(() -> {});
      for (int w = 0; w < WORKERS; w++) {
        int worker = w;
        work.add(
            () -> {
              try (Link link =
                  worker == 0 ? first : Link.to("localhost", first.address(), worker, () -> {})) {
                if (worker == 0) {
                  link.await(WORKERS);
                }
                Exchange exchange = new Exchange(link);
                Exchange.Total total = exchange.total(rows[worker], worker, types, own.get(worker));
                sent[worker] = exchange.sent();
                return total;
              }
            });
      }
      List<Exchange.Total> totals = new ArrayList<>();
      for (Future<Exchange.Total> done : threads.invokeAll(work)) {
        totals.add(done.get());
      }
      return totals;
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void allGetTheMeanByRows() throws Exception {
    List<TensorType> types =
        List.of(
            TensorType.of(DataType.FLOAT32, 2),
            TensorType.of(DataType.INT32, 2),
            TensorType.of(DataType.FLOAT64));
    List<List<TensorData>> own = new ArrayList<>();
    own.add(list(TensorData.of(new float[] {1, 2}), TensorData.of(new int[] {5, 0}), null));
    own.add(list(null, TensorData.of(new int[] {4, 7}), null));
    own.add(list(TensorData.of(new float[] {5, -2}), TensorData.of(new int[] {0, 0}), null));
    for (Exchange.Total total : exchange(new long[] {4, 0, 2}, types, own)) {
      assertEquals(6, total.rows());
      assertEquals(3, total.loss());
      assertArrayEquals(
          new double[] {14 / 6.0, 4 / 6.0}, total.tensors().get(0).toDoubleArray(), 1e-7);
      assertArrayEquals(new long[] {5, 7}, total.tensors().get(1).toLongArray());
      assertNull(total.tensors().get(2));
    }
  }

  private static List<TensorData> list(TensorData... tensors) {
    List<TensorData> list = new ArrayList<>();
    for (TensorData tensor : tensors) {
      list.add(tensor);
    }
    return list;
  }

  @Test
  void ofAnEmbeddingOnlyTheRowsThatWereLookedUpAreSent() throws Exception {
    int rows = 10_000;
    TensorType type = TensorType.of(DataType.FLOAT32, rows, 4);
    List<List<TensorData>> own = new ArrayList<>();
    TensorData expected = TensorData.zeros(type);
    for (int w = 0; w < WORKERS; w++) {
      TensorData gradient = TensorData.zeros(type);
      for (int row : new int[] {17, 100 + w, 9_999 - w}) {
        for (int k = 0; k < 4; k++) {
          gradient.setDouble(row * 4L + k, row + k + w);
          long at = row * 4L + k;
          expected.setDouble(at, expected.getDouble(at) + (row + k + w) / 3.0);
        }
      }
      own.add(List.of(gradient));
    }
    for (Exchange.Total total : exchange(new long[] {2, 2, 2}, List.of(type), own)) {
      assertArrayEquals(expected.toDoubleArray(), total.tensors().get(0).toDoubleArray(), 1e-3);
    }
    // Of 160 kB three rows of four floats, their numbers, and what stands around them.
    assertEquals(81, sent[0]);
  }

  @Test
  void rowsOfIntegersAreKept() {
    TensorType type = TensorType.of(DataType.INT64, 5, 2);
    TensorData values = TensorData.zeros(type);
    values.setLong(6, 1L << 60);
    WireTensor wire = WireTensor.of(type, values);
    assertArrayEquals(new int[] {3}, wire.rows());
    TensorData got = Reduction.reduce(type, List.of(new Reduction.Part(1, wire)));
    assertEquals(values, got);
  }

  @Test
  void aWorkerThatIsGoneEndsTheWaiting() throws Exception {
    try (Link first = Link.first(() -> {})) {
      Link other = Link.to("localhost", first.address(), 1, () -> {});
      first.await(2);
      other.close();
      Throwable thrown =
          assertThrows(
              TrihornSparkException.class, () -> first.reduce(new byte[1], all -> all.get(0)));
      assertTrue(thrown.getMessage().contains("is lost"), thrown.getMessage());
    }
  }

  @Test
  void aTaskThatIsGivenUpDoesNotWait() {
    try (Link first =
        Link.first(
            () -> {
              throw new IllegalStateException("given up");
            })) {
      assertThrows(IllegalStateException.class, () -> first.await(2));
    }
  }

  @Test
  void whoDoesNotKnowTheSecretIsSentAway() throws Exception {
    int[] checks = {0};
    try (Link first =
        Link.first(
            () -> {
              if (checks[0]++ > 2) {
                throw new IllegalStateException("nobody came");
              }
            })) {
      String port = first.address().split("/")[0];
      try (Link stranger = Link.to("localhost", port + "/" + "00".repeat(16), 1, () -> {})) {
        assertThrows(IllegalStateException.class, () -> first.await(2));
        assertThrows(
            TrihornSparkException.class, () -> stranger.reduce(new byte[1], all -> all.get(0)));
      }
    }
  }
}
