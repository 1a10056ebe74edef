package io.trihorn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PrefetchTest {
  private static Sample sample(int i) {
    return Sample.of(new float[] {i}, i);
  }

  @Test
  void givesTheSameBatchesAsWithout() {
    int[][] x = IntStream.range(0, 1000).mapToObj(i -> new int[] {i, i * i}).toArray(int[][]::new);
    Dataset plain = Dataset.of(x).shuffle(3).batch(7);
    for (int depth : new int[] {1, 2, 5}) {
      try (BatchIterator expected = plain.open(2);
          BatchIterator actual = plain.prefetch(depth).open(2)) {
        while (expected.hasNext()) {
          // Read after hasNext has fetched the next one: this batch must not have changed.
          Batch batch = actual.next();
          actual.hasNext();
          assertEquals(expected.next(), batch);
        }
        assertFalse(actual.hasNext());
      }
    }
  }

  /** More are kept from some batch on, whose memory is not used again while they are. */
  @Test
  void keepsMoreBatchesWhenAsked() {
    int[][] x = IntStream.range(0, 400).mapToObj(i -> new int[] {i, i * i}).toArray(int[][]::new);
    Dataset data = Dataset.of(x).shuffle(3).batch(7);
    try (BatchIterator expected = data.iterator();
        BatchIterator actual = data.prefetch(2).open(0)) {
      assertEquals(expected.next(), actual.next());
      actual.hold(5);
      while (expected.hasNext()) {
        List<Batch> wanted = new ArrayList<>();
        List<Batch> kept = new ArrayList<>();
        for (int i = 0; i < 5 && expected.hasNext(); i++) {
          wanted.add(expected.next());
          kept.add(actual.next());
        }
        actual.hasNext();
        assertEquals(wanted, kept);
      }
      assertFalse(actual.hasNext());
    }
  }

  @Test
  void readsAheadOnADaemonThreadButNotWithoutBound() throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    AtomicReference<Thread> thread = new AtomicReference<>();
    Dataset data =
        Dataset.stream(
                () ->
                    IntStream.iterate(0, i -> i + 1)
                        .mapToObj(
                            i -> {
                              thread.set(Thread.currentThread());
                              made.incrementAndGet();
                              return sample(i);
                            }))
            .batch(1)
            .prefetch(3);
    try (BatchIterator batches = data.open(0)) {
      batches.next();
      while (made.get() < 5) {
        Thread.sleep(5);
      }
      Thread.sleep(50);
      assertEquals(5, made.get(), "three wait, one is read by the consumer, one fills the last");
      assertTrue(thread.get().isDaemon());
    }
    thread.get().join(10_000);
    assertFalse(thread.get().isAlive(), "close stops the thread");
  }

  @Test
  void rethrowsErrorsWithTheirCauseAfterTheBatchesBeforeThem() {
    IllegalArgumentException broken = new IllegalArgumentException("sample 4 is broken");
    Dataset data =
        Dataset.stream(
                () ->
                    IntStream.range(0, 10)
                        .mapToObj(
                            i -> {
                              if (i == 4) {
                                throw broken;
                              }
                              return sample(i);
                            }))
            .batch(2)
            .prefetch(2);
    List<Batch> seen = new ArrayList<>();
    BatchIterator batches = data.iterator();
    DatasetException error =
        assertThrows(DatasetException.class, () -> batches.forEachRemaining(seen::add));
    assertSame(broken, error.getCause());
    assertTrue(
        error.getMessage().startsWith("row 4 could not be made: ")
            && error.getMessage().endsWith("sample 4 is broken"),
        error.getMessage());
    assertEquals(2, seen.size());
    assertFalse(batches.hasNext(), "the iteration is over");
  }

  @Test
  void closesTheSourceWhenClosedEarly() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    Dataset data =
        Dataset.stream(
                () ->
                    IntStream.iterate(0, i -> i + 1)
                        .mapToObj(PrefetchTest::sample)
                        .onClose(closed::countDown))
            .batch(2)
            .prefetch(2);
    try (BatchIterator batches = data.open(0)) {
      batches.next();
    }
    assertTrue(closed.await(10, TimeUnit.SECONDS));
  }

  @Test
  void stopsWhenTheIteratorIsForgotten() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    Dataset data =
        Dataset.stream(
                () ->
                    Stream.iterate(0, i -> i + 1)
                        .map(PrefetchTest::sample)
                        .onClose(closed::countDown))
            .batch(2)
            .prefetch(2);
    breakOut(data);
    for (int i = 0; i < 100 && !closed.await(100, TimeUnit.MILLISECONDS); i++) {
      System.gc();
    }
    assertEquals(0, closed.getCount(), "collecting the iterator stops its thread");
  }

  private static void breakOut(Dataset data) {
    for (Batch batch : data) {
      assertEquals(2, batch.rows());
      break;
    }
  }

  @Test
  void anInterruptedConsumerIsToldSo() {
    Dataset stuck =
        Dataset.stream(
                () ->
                    Stream.generate(
                        () -> {
                          try {
                            Thread.sleep(60_000);
                          } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                          }
                          return sample(0);
                        }))
            .batch(1)
            .prefetch(1);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          Thread.currentThread().interrupt();
          BatchIterator batches = stuck.iterator();
          assertThrows(DatasetException.class, batches::hasNext);
          assertTrue(Thread.interrupted());
        });
  }

  @Test
  void batchesInForLoopsAreOnesOwn() {
    List<Batch> kept = new ArrayList<>();
    Dataset.of(IntStream.range(0, 20).toArray()).batch(1).prefetch(1).forEach(kept::add);
    assertArrayEquals(
        IntStream.range(0, 20).asLongStream().toArray(),
        kept.stream().mapToLong(b -> b.inputs().get(0).getLong(0)).toArray());
  }
}
