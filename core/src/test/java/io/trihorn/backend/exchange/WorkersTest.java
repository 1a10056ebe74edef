package io.trihorn.backend.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads meet as often as they want, and none waits for one that is gone. */
@Timeout(60)
class WorkersTest {
  private final Workers workers = new Workers();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void allGetWhatTheFirstMakesOfAllInTheirOrder(int count) {
    List<String> last = new ArrayList<>(Collections.nCopies(count, ""));
    workers.<String>each(
        count,
        (worker, exchange) -> {
          assertEquals(count, exchange.workers());
          String own = "" + worker;
          for (int round = 0; round < 200; round++) {
            String sign = worker == 0 ? "" : "not asked";
            own = worker + exchange.reduce(own, parts -> String.join("", parts) + sign);
            own = own.substring(0, 1) + own.length();
          }
          last.set(worker, exchange.reduce("" + worker, parts -> String.join(" ", parts)));
        });
    StringBuilder all = new StringBuilder("0");
    for (int i = 1; i < count; i++) {
      all.append(' ').append(i);
    }
    assertEquals(Collections.nCopies(count, all.toString()), last);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aFailureEndsAllAndIsThrown(int failing) {
    IllegalStateException failure = new IllegalStateException("broken");
    AtomicInteger through = new AtomicInteger();
    Throwable thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                workers.<Integer>each(
                    3,
                    (worker, exchange) -> {
                      exchange.reduce(worker, parts -> parts.size());
                      if (worker == failing) {
                        throw failure;
                      }
                      exchange.reduce(worker, parts -> parts.size());
                      through.incrementAndGet();
                    }));
    assertSame(failure, thrown);
    assertEquals(0, through.get());
  }

  @Test
  void aFailureOfWhatMakesOneOfAllIsThrown() {
    Error failure = new AssertionError("cannot");
    Throwable thrown =
        assertThrows(
            AssertionError.class,
            () ->
                workers.<Integer>each(
                    2,
                    (worker, exchange) ->
                        exchange.reduce(
                            worker,
                            parts -> {
                              throw failure;
                            })));
    assertSame(failure, thrown);
  }

  @Test
  void whoIsInterruptedWaitsAndStaysInterrupted() {
    List<Integer> sums = new ArrayList<>();
    Thread.currentThread().interrupt();
    workers.<Integer>each(
        2,
        (worker, exchange) -> {
          int sum = exchange.reduce(worker + 1, parts -> parts.get(0) + parts.get(1));
          if (worker == 0) {
            sums.add(sum);
          }
        });
    assertTrue(Thread.interrupted());
    assertEquals(List.of(3), sums);
  }
}
