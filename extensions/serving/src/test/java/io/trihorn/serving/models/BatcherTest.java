package io.trihorn.serving.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.Texts;
import io.trihorn.serving.models.ServingException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How requests become batches; the model holds its first batch until it is let go. */
@Timeout(20)
class BatcherTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
  private final List<TensorData> seen = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private Batcher batcher;

  private Batcher batcher(Batching options) {
    return batcher(options, new Port("x", DataType.FLOAT32, new Shape(-1, -1)));
  }

  private Batcher batcher(Batching options, Port input) {
    Signature signature = new Signature(List.of(input), List.of(input), true);
    VersionMetrics metrics = new VersionMetrics(new SimpleMeterRegistry(), Tags.empty());
    Predictor predictor =
        new Predictor() {
          @Override
          public Signature signature() {
            return signature;
          }

          @Override
          public List<TensorData> predict(List<TensorData> inputs) {
            return model(inputs);
          }

          @Override
          public void close() {}
        };
    batcher = new Batcher("test", predictor, options, options.maxRows(), metrics);
    return batcher;
  }

  private List<TensorData> model(List<TensorData> inputs) {
    TensorData copy = inputs.get(0).copy();
    seen.add(copy);
    threads.add(Thread.currentThread());
    begun.countDown();
    try {
      assertTrue(go.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (copy.dtype() == DataType.FLOAT32 && copy.getDouble(0) < 0) {
      throw new IllegalArgumentException("negative");
    }
    return List.of(copy);
  }

  @AfterEach
  void close() {
    go.countDown();
    batcher.close();
  }

  private CompletableFuture<List<TensorData>> ask(float... row) {
    return askAs(null, row);
  }

  private CompletableFuture<List<TensorData>> askAs(Object client, float... row) {
    return batcher.submit(List.of(InputRows.of(TensorData.of(row, 1, row.length))), LONG, client);
  }

  /** The one that is computed while the others come. */
  private CompletableFuture<List<TensorData>> first(float... row) throws InterruptedException {
    CompletableFuture<List<TensorData>> first = ask(row);
    assertTrue(begun.await(10, TimeUnit.SECONDS));
    return first;
  }

  private static float[] values(CompletableFuture<List<TensorData>> answer) throws Exception {
    return answer.get(10, TimeUnit.SECONDS).get(0).toFloatArray();
  }

  @Test
  void whatWaitsTogetherIsOneBatchFilledUpToItsSize() throws Exception {
    batcher(new Batching());
    CompletableFuture<List<TensorData>> first = first(0, 0);
    List<CompletableFuture<List<TensorData>>> others = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      others.add(ask(i, -i));
    }
    go.countDown();
    assertArrayEquals(new float[] {0, 0}, values(first));
    for (int i = 1; i <= 5; i++) {
      assertArrayEquals(new float[] {i, -i}, values(others.get(i - 1)));
    }
    assertEquals(2, seen.size());
    assertEquals(new Shape(6, 2), seen.get(1).shape());
    assertArrayEquals(
        new float[] {1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 5, -5}, seen.get(1).toFloatArray());
  }

  @Test
  void rowsOfOtherShapesAreBatchesOfTheirOwn() throws Exception {
    batcher(new Batching());
    first(0);
    CompletableFuture<List<TensorData>> two = ask(1, 2);
    CompletableFuture<List<TensorData>> three = ask(3, 4, 5);
    CompletableFuture<List<TensorData>> twoMore = ask(6, 7);
    go.countDown();
    assertArrayEquals(new float[] {1, 2}, values(two));
    assertArrayEquals(new float[] {3, 4, 5}, values(three));
    assertArrayEquals(new float[] {6, 7}, values(twoMore));
    assertEquals(3, seen.size());
    assertEquals(new Shape(2, 2), seen.get(1).shape());
  }

  @Test
  void aBatchHasNoMoreRowsThanItMay() throws Exception {
    batcher(new Batching().withMaxRows(3).withConcurrency(1));
    first(0);
    List<CompletableFuture<List<TensorData>>> others = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      others.add(ask(i));
    }
    go.countDown();
    for (int i = 1; i <= 4; i++) {
      assertArrayEquals(new float[] {i}, values(others.get(i - 1)));
    }
    assertEquals(List.of(1L, 3L, 1L), seen.stream().map(batch -> batch.type().dim(0)).toList());
  }

  /** The first one is held until both have begun. */
  @Test
  void halfABatchBeginsBesideAnother() throws Exception {
    batcher(new Batching().withMaxRows(6));
    first(0);
    ask(1);
    ask(2);
    Thread.sleep(50);
    assertEquals(1, seen.size(), "a third of a batch waits");
    CompletableFuture<List<TensorData>> third = ask(3);
    while (seen.size() < 2) {
      Thread.sleep(1);
    }
    assertEquals(new Shape(3, 1), seen.get(1).shape());
    CompletableFuture<List<TensorData>> fourth = ask(4);
    go.countDown();
    assertArrayEquals(new float[] {3}, values(third));
    assertArrayEquals(new float[] {4}, values(fourth));
  }

  @Test
  void nothingBeginsBesideAnotherWhereOneIsComputedAtATime() throws Exception {
    batcher(new Batching().withMaxRows(2).withConcurrency(1));
    first(0);
    CompletableFuture<List<TensorData>> one = ask(1);
    ask(2);
    Thread.sleep(50);
    assertEquals(1, seen.size());
    go.countDown();
    assertArrayEquals(new float[] {1}, values(one));
  }

  @Test
  void textsOfDifferentLengthsAreOneBatch() throws Exception {
    batcher(new Batching(), new Port("x", DataType.STRING, new Shape(-1)));
    TensorData one = Texts.of(new String[] {"a"}).toTensor();
    TensorData longer = Texts.of(new String[] {"bcd", "ef"}).toTensor();
    batcher.submit(List.of(InputRows.of(one)), LONG, null);
    assertTrue(begun.await(10, TimeUnit.SECONDS));
    CompletableFuture<List<TensorData>> a = batcher.submit(List.of(InputRows.of(one)), LONG, null);
    batcher.submit(List.of(InputRows.of(longer)), LONG, null);
    go.countDown();
    assertEquals(List.of("a"), Texts.of(a.get(10, TimeUnit.SECONDS).get(0)).values());
    assertEquals(List.of("a", "bcd", "ef"), Texts.of(seen.get(1)).values());
  }

  @Test
  void whatTakesLittleIsAnsweredByTheThreadThatBringsItWhereNobodyElseAsks() throws Exception {
    go.countDown();
    batcher(new Batching());
    assertArrayEquals(new float[] {1}, values(askAs("one", 1)));
    assertNotSame(Thread.currentThread(), threads.get(0), "who knows what it takes?");
    // The worker's memory is free a moment after its answer is there, and being alone takes a
    // while.
    for (int i = 1; threads.get(i - 1) != Thread.currentThread(); i++) {
      assertTrue(i < 1000, "always another thread");
      Thread.sleep(1);
      assertArrayEquals(new float[] {i}, values(askAs("one", i)));
    }
    int before = threads.size();
    assertArrayEquals(new float[] {2}, values(ask(2)));
    assertNotSame(Thread.currentThread(), threads.get(before), "others may be in its batch");
  }

  @Test
  void whatMayWaitForOthersIsLeftToAnotherThread() throws Exception {
    go.countDown();
    batcher(new Batching().withDelay(Duration.ofMillis(1)));
    for (int i = 0; i < 5; i++) {
      assertArrayEquals(new float[] {i}, values(askAs("one", i)));
      Thread.sleep(10);
    }
    assertFalse(threads.contains(Thread.currentThread()));
  }

  @Test
  void whoGivesUpLeavesTheQueue() throws Exception {
    batcher(new Batching());
    first(0);
    CompletableFuture<List<TensorData>> gone = ask(1);
    CompletableFuture<List<TensorData>> stays = ask(2);
    gone.cancel(false);
    assertEquals(1, batcher.waiting());
    go.countDown();
    assertArrayEquals(new float[] {2}, values(stays));
    assertArrayEquals(new float[] {2}, seen.get(1).toFloatArray());
  }

  @Test
  void whoWaitsTooLongIsToldSo() throws Exception {
    batcher(new Batching().withBudget(Duration.ofMillis(100)));
    first(0);
    ExecutionException late =
        assertThrows(ExecutionException.class, () -> ask(1).get(10, TimeUnit.SECONDS));
    assertEquals(Reason.TIMEOUT, ServingException.of(late.getCause()).reason());
    assertEquals(0, batcher.waiting());
  }

  @Test
  void aFullQueueTakesNoMore() throws Exception {
    batcher(new Batching().withQueue(2));
    first(0);
    ask(1);
    ask(2);
    ServingException full = assertThrows(ServingException.class, () -> ask(3));
    assertEquals(Reason.BUSY, full.reason());
  }

  @Test
  void aBadRequestHasNoPartInTheAnswersOfOthers() throws Exception {
    batcher(new Batching());
    first(0);
    CompletableFuture<List<TensorData>> bad = ask(-1);
    CompletableFuture<List<TensorData>> good = ask(2);
    go.countDown();
    assertArrayEquals(new float[] {2}, values(good));
    ExecutionException problem =
        assertThrows(ExecutionException.class, () -> bad.get(10, TimeUnit.SECONDS));
    assertEquals(Reason.INVALID, ServingException.of(problem.getCause()).reason());
  }

  @Test
  void aBatchWaitsForMoreWhereItIsToldTo() throws Exception {
    go.countDown();
    batcher(new Batching().withMaxRows(2).withBudget(LONG).withDelay(Duration.ofSeconds(5)));
    CompletableFuture<List<TensorData>> one = ask(1);
    CompletableFuture<List<TensorData>> two = ask(2);
    assertArrayEquals(new float[] {1}, values(one));
    assertArrayEquals(new float[] {2}, values(two));
    assertEquals(1, seen.size());
  }

  @Test
  void closingAnswersWhatWaits() throws Exception {
    batcher(new Batching());
    first(0);
    CompletableFuture<List<TensorData>> waiting = ask(1);
    go.countDown();
    batcher.close();
    assertArrayEquals(new float[] {1}, values(waiting));
    assertEquals(Reason.UNAVAILABLE, assertThrows(ServingException.class, () -> ask(2)).reason());
  }
}
