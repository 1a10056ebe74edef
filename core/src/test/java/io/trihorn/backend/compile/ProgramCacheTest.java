package io.trihorn.backend.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.backend.BackendException;
import io.trihorn.backend.Executable;
import io.trihorn.backend.compile.ProgramCache.Lease;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When programs are compiled and closed, seen by a maker that counts. */
class ProgramCacheTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger compiled = new AtomicInteger();
  private final List<Counted> made = new ArrayList<>();

  /** A program that does nothing but notice when it is closed. */
  private static final class Counted implements Executable {
    private int closed;

    @Override
    public void run(List<? extends TensorValue> feeds, List<TensorData> fetches) {
      assertEquals(0, closed);
    }

    @Override
    public List<DeviceTensor> call(List<? extends TensorValue> feeds, BitSet wanted) {
      assertEquals(0, closed);
      return List.of();
    }

    @Override
    public synchronized void close() {
      closed++;
    }
  }

  private Counted compile() {
    compiled.incrementAndGet();
    Counted program = new Counted();
    synchronized (made) {
      made.add(program);
    }
    return program;
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Supplier<Counted> slow(CountDownLatch begun, CountDownLatch mayEnd) {
    return () -> {
      begun.countDown();
      await(mayEnd);
      return compile();
    };
  }

  @Test
  void whoeverWantsTheSameProgramWaitsAndOthersDoNot() throws Exception {
    ProgramCache<String, Counted> cache = new ProgramCache<>(4, Counted::close);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Future<Lease<String, Counted>> first =
        threads.submit(() -> cache.acquire("a", slow(begun, mayEnd)));
    await(begun);
    Future<Lease<String, Counted>> second = threads.submit(() -> cache.acquire("a", this::compile));
    Lease<String, Counted> other = cache.acquire("b", this::compile);
    assertEquals(1, compiled.get());
    cache.release(other);
    assertFalse(first.isDone());
    assertFalse(second.isDone());
    mayEnd.countDown();
    assertSame(
        first.get(20, TimeUnit.SECONDS).program(), second.get(20, TimeUnit.SECONDS).program());
    assertEquals(2, compiled.get());
  }

  @Test
  void aProgramThatIsEvictedClosesWithItsLastUser() {
    ProgramCache<Integer, Counted> cache = new ProgramCache<>(2, Counted::close);
    Lease<Integer, Counted> kept = cache.acquire(0, this::compile);
    Lease<Integer, Counted> again = cache.acquire(0, this::compile);
    for (int key = 1; key <= 3; key++) {
      cache.release(cache.acquire(key, this::compile));
    }
    assertEquals(List.of(0, 1, 0, 0), made.stream().map(p -> p.closed).toList());
    cache.release(kept);
    assertEquals(0, made.get(0).closed);
    cache.release(again);
    assertEquals(1, made.get(0).closed);
    cache.close();
    assertEquals(List.of(1, 1, 1, 1), made.stream().map(p -> p.closed).toList());
  }

  @Test
  void theLeastRecentlyUsedGoesFirst() {
    ProgramCache<Integer, Counted> cache = new ProgramCache<>(2, Counted::close);
    for (int key : new int[] {0, 1, 0, 2, 0}) {
      cache.release(cache.acquire(key, this::compile));
    }
    assertEquals(List.of(0, 1, 0), made.stream().map(p -> p.closed).toList());
    cache.capacity(1);
    assertEquals(List.of(0, 1, 1), made.stream().map(p -> p.closed).toList());
  }

  @Test
  void theLeastRecentlyUsedGoFirstIfAllHoldTooMuchAndTheLastFourStay() {
    List<Integer> sizes = List.of(40, 10, 10, 10, 10, 30, 500, 500, 500, 500, 500, 1, 1, 1);
    ProgramCache<Integer, Counted> cache =
        new ProgramCache<>(
            100, Counted::close, key -> key, program -> sizes.get(made.indexOf(program)), 100);
    for (int key = 0; key < 6; key++) {
      cache.release(cache.acquire(key, this::compile));
    }
    assertEquals(List.of(1, 0, 0, 0, 0, 0), made.stream().map(p -> p.closed).toList());
    Lease<Integer, Counted> running = cache.acquire(1, this::compile);
    for (int key = 6; key < 11; key++) {
      cache.release(cache.acquire(key, this::compile));
    }
    assertEquals(0, made.get(1).closed);
    cache.release(running);
    assertEquals(
        List.of(1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0), made.stream().map(p -> p.closed).toList());
    for (int key = 11; key < 14; key++) {
      cache.release(cache.acquire(key, this::compile));
    }
    assertEquals(
        List.of(1, 1, 1, 1, 0, 0, 0, 0), made.stream().skip(6).map(p -> p.closed).toList());
  }

  @Test
  @Timeout(60)
  void aFailureIsToldToAllWhoWaitAndTriedAgainByWhoComesLater() throws Exception {
    ProgramCache<String, Counted> cache = new ProgramCache<>(2, Counted::close);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Future<?> first =
        threads.submit(
            () ->
                assertThrows(
                    BackendException.class,
                    () ->
                        cache.acquire(
                            "a",
                            () -> {
                              begun.countDown();
                              await(mayEnd);
                              throw new BackendException("no lowering");
                            })));
    await(begun);
    AtomicReference<Throwable> told = new AtomicReference<>();
    Thread second =
        new Thread(
            () ->
                told.set(
                    assertThrows(BackendException.class, () -> cache.acquire("a", this::compile))));
    second.start();
    while (second.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    mayEnd.countDown();
    first.get(20, TimeUnit.SECONDS);
    second.join();
    assertEquals("no lowering", told.get().getMessage());
    cache.release(cache.acquire("a", this::compile));
    assertEquals(1, compiled.get());
    assertEquals(0, made.get(0).closed);
  }

  @Test
  void whatIsDiscardedIsMadeAnew() {
    ProgramCache<String, Counted> cache = new ProgramCache<>(2, Counted::close);
    Lease<String, Counted> old = cache.acquire("a", this::compile);
    cache.discard(old);
    Lease<String, Counted> fresh = cache.acquire("a", this::compile);
    assertNotSame(old.program(), fresh.program());
    cache.discard(old);
    cache.release(old);
    assertEquals(List.of(1, 0), made.stream().map(p -> p.closed).toList());
  }

  @Test
  void whatNobodyUsesClosesAtOnce() {
    ProgramCache<String, Counted> cache = new ProgramCache<>(2, Counted::close);
    Lease<String, Counted> unused = cache.acquire("a", this::compile);
    cache.release(unused);
    assertEquals(0, made.get(0).closed);
    cache.discard(unused);
    assertEquals(1, made.get(0).closed);
    cache.release(cache.acquire("b", this::compile));
    cache.close();
    assertEquals(1, made.get(1).closed);
    cache.release(cache.acquire("b", this::compile));
    assertEquals(3, compiled.get());
  }
}
