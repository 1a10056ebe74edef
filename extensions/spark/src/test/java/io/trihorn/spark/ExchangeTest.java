package io.trihorn.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.exchange.Message;
import io.trihorn.backend.exchange.OneBit;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Workers that are connected, each with a part. */
class ExchangeTest {
  private static final int WORKERS = 3;

  private static final Message NOTHING = new Message(0, 0, List.of());

  private final long[] sent = new long[WORKERS];

  private static Link first(Runnable check) {
    return Link.first(2, check);
  }

  /** What each worker gets. */
  private List<Message> exchange(List<Message> own) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
    try {
      List<Callable<Message>> work = new ArrayList<>();
      Link first = Link.first(WORKERS, () -> {});
      for (int w = 0; w < WORKERS; w++) {
        int worker = w;
        work.add(
            () -> {
              try (Link link =
                  worker == 0
                      ? first
                      : Link.to("localhost", first.address(), worker, WORKERS, () -> {})) {
                if (worker == 0) {
                  link.await();
                }
                Message total = link.reduce(own.get(worker), Message::together);
                sent[worker] = link.sent();
                return total;
              }
            });
      }
      List<Message> totals = new ArrayList<>();
      for (Future<Message> done : threads.invokeAll(work)) {
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
    List<Message> own =
        List.of(
            Message.of(
                4,
                0,
                types,
                list(TensorData.of(new float[] {1, 2}), TensorData.of(new int[] {5, 0}), null)),
            Message.of(0, 1, types, list(null, TensorData.of(new int[] {4, 7}), null)),
            Message.of(
                2,
                2,
                types,
                list(TensorData.of(new float[] {5, -2}), TensorData.of(new int[] {0, 0}), null)));
    for (Message total : exchange(own)) {
      List<TensorData> tensors = total.whole();
      assertEquals(6, total.rows());
      assertEquals(3, total.loss());
      assertArrayEquals(new double[] {14 / 6.0, 4 / 6.0}, tensors.get(0).toDoubleArray(), 1e-7);
      assertArrayEquals(new long[] {5, 7}, tensors.get(1).toLongArray());
      assertNull(tensors.get(2));
    }
  }

  private static List<TensorData> list(TensorData... tensors) {
    return Arrays.asList(tensors);
  }

  @Test
  void ofAnEmbeddingOnlyTheRowsThatWereLookedUpAreSent() throws Exception {
    int rows = 10_000;
    TensorType type = TensorType.of(DataType.FLOAT32, rows, 4);
    List<Message> own = new ArrayList<>();
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
      own.add(Message.of(2, 0, List.of(type), List.of(gradient)));
    }
    for (Message total : exchange(own)) {
      assertArrayEquals(expected.toDoubleArray(), total.whole().get(0).toDoubleArray(), 1e-3);
    }
    // Of 160 kB three rows of four floats, their numbers, and what stands around them.
    assertEquals(81, sent[1]);
    assertEquals(2 * (16 + 5 + 7 * 4 * (1 + 4)), sent[0], "the mean has the rows of all");
  }

  @Test
  void bitsAndRowsArriveAsTheyWere() {
    TensorType integers = TensorType.of(DataType.INT64, 5, 2);
    TensorData values = TensorData.zeros(integers);
    values.setLong(6, 1L << 60);
    TensorType table = TensorType.of(DataType.FLOAT32, 7, 3);
    TensorData gradient = TensorData.zeros(table);
    for (int i = 6; i < 12; i++) {
      gradient.setDouble(i, i % 2 == 0 ? i : -i);
    }
    TensorType dense = TensorType.of(DataType.FLOAT32, 2, 3);
    List<TensorType> types = List.of(table, dense);
    Message floats =
        Message.of(
            3, .5, types, List.of(gradient, TensorData.of(new float[] {1, -2, 3, 4, 5, -6}, 2, 3)));
    Message bits = floats.with(new OneBit().pack(floats.tensors()));
    byte[] bytes = Wire.bytes(bits);
    // Rows, loss; two rows of six columns' values, their numbers and bits; three columns' values.
    assertEquals(16 + 1 + 4 + 8 + 24 + 1 + 1 + 4 + 24 + 1, bytes.length);
    Message got = Wire.message(bytes, types);
    assertEquals(3, got.rows());
    assertEquals(.5, got.loss());
    assertEquals(bits.whole(), got.whole());
    assertArrayEquals(new int[] {2, 3}, got.tensors().get(0).unpacked().rows());
    Message counts = Message.of(1, 0, List.of(integers), List.of(values));
    got = Wire.message(Wire.bytes(counts), List.of(integers));
    assertArrayEquals(new int[] {3}, got.tensors().get(0).unpacked().rows());
    assertEquals(List.of(values), got.whole());
  }

  @Test
  void aWorkerThatIsGoneEndsTheWaiting() throws Exception {
    try (Link first = first(() -> {})) {
      Link other = Link.to("localhost", first.address(), 1, 2, () -> {});
      first.await();
      other.close();
      Throwable thrown =
          assertThrows(TrihornSparkException.class, () -> first.reduce(NOTHING, Message::together));
      assertTrue(thrown.getMessage().contains("is lost"), thrown.getMessage());
    }
  }

  @Test
  void aTaskThatIsGivenUpDoesNotWait() {
    try (Link first =
        first(
            () -> {
              throw new IllegalStateException("given up");
            })) {
      assertThrows(IllegalStateException.class, () -> first.await());
    }
  }

  @Test
  void whoDoesNotKnowTheSecretIsSentAway() throws Exception {
    int[] checks = {0};
    try (Link first =
        first(
            () -> {
              if (checks[0]++ > 2) {
                throw new IllegalStateException("nobody came");
              }
            })) {
      String port = first.address().split("/")[0];
      try (Link stranger = Link.to("localhost", port + "/" + "00".repeat(16), 1, 2, () -> {})) {
        assertThrows(IllegalStateException.class, () -> first.await());
        assertThrows(
            TrihornSparkException.class, () -> stranger.reduce(NOTHING, Message::together));
      }
    }
  }
}
