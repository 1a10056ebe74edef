package io.trihorn.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
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
  void measuresAFewStepsHoweverLongTheyAre() {
    assertEquals(3, Timing.of(steps -> sleep(steps, 30), 0, 0.001).steps());
  }
}
