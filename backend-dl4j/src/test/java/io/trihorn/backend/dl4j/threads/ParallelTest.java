package io.trihorn.backend.dl4j.threads;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParallelTest {
  private static final int[] ONCE = IntStream.range(0, 1000).map(i -> 1).toArray();

  private static int[] timesOfParts() {
    int[] times = new int[ONCE.length];
    Parallel.each(times.length, i -> times[i]++);
    return times;
  }

  @Test
  void eachPartRunsOnce() {
    assertArrayEquals(ONCE, timesOfParts());
  }

  @Test
  void loopsCoverTheirIterationsInParts() {
    int[] times = new int[77_777];
    Parallel.loop(
        times.length,
        10L * times.length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            times[i]++;
          }
        });
    assertEquals(times.length, Arrays.stream(times).filter(n -> n == 1).count());
  }

  @Test
  void littleWorkStaysInTheCallingThread() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Parallel.loop(100, 100, (from, to) -> threads.add(Thread.currentThread()));
    assertEquals(Set.of(Thread.currentThread()), threads);
  }

  @Test
  void whatAPartThrowsReachesTheCaller() {
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                Parallel.each(
                    8,
                    i -> {
                      throw new IllegalStateException("part");
                    }));
    assertEquals("part", thrown.getMessage());
    assertArrayEquals(ONCE, timesOfParts());
  }

  @Test
  void callersDoNotMeet() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(4);
    try {
      for (Future<int[]> times :
          callers.invokeAll(
              IntStream.range(0, 200)
                  .<Callable<int[]>>mapToObj(i -> ParallelTest::timesOfParts)
                  .toList())) {
        assertArrayEquals(ONCE, times.get());
      }
    } finally {
      callers.shutdownNow();
    }
  }
}
