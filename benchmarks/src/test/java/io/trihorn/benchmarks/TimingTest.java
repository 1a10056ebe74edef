package io.trihorn.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class TimingTest {
  private final List<Integer> calls = new ArrayList<>();

  private void sleep(int steps, long millis) {
    calls.add(steps);
    long end = System.nanoTime() + steps * millis * 1_000_000;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Test
  void warmsUpThenMeasuresInOneGo() {
    Timing timing = Timing.of(steps -> sleep(steps, 2), 0.1, 0.1);
    int warm = calls.subList(0, calls.size() - 1).stream().mapToInt(Integer::intValue).sum();
    assertEquals(timing.steps(), calls.get(calls.size() - 1));
    assertTrue(timing.millis() >= 2, "a step of 2 ms took " + timing.millis());
    // A busy machine makes steps longer, and so both numbers smaller, but not the time.
    assertTrue(warm <= 50 + 100, "warmed up for " + warm + " steps");
    assertTrue(timing.steps() <= 50, "measured " + timing.steps() + " steps");
  }

  @Test
  void threadsAreTimedTogether() {
    AtomicInteger done = new AtomicInteger();
    Timing timing =
        Timing.ofThreads(
            4,
            () -> {
              LockSupport.parkNanos(5_000_000);
              done.incrementAndGet();
            },
            0.2);
    assertEquals(done.get(), timing.steps());
    assertTrue(timing.steps() >= 4, "each thread does one at least");
    assertThrows(
        IllegalStateException.class,
        () ->
            Timing.ofThreads(
                2,
                () -> {
                  throw new UnsupportedOperationException();
                },
                0.1));
  }

  @Test
  void processesAreTimedTogether() {
    Timing both = Timing.together(List.of(new Timing(10, 2, 1), new Timing(30, 1, 3)));
    assertEquals(new Timing(40, 1 / 1.5, 2.5), both);
  }

  @Test
  void measuresAFewStepsHoweverLongTheyAre() {
    assertEquals(3, Timing.of(steps -> sleep(steps, 30), 0, 0.001).steps());
  }
}
