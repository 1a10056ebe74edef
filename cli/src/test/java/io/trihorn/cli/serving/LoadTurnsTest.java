package io.trihorn.cli.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadTurnsTest {
  /** 200 rows, which the model alone computes in so many seconds. */
  private static LoadTurn turn(double rate, double p99, double alone) {
    BatchSizes formed = new BatchSizes(Map.of(4, 20.0, 12, 10.0), Map.of(4, 80.0, 12, 120.0));
    return new LoadTurn(
        new Wrk(rate, 1, p99, 1), formed, new Usage(2e9, 4e9), new Usage(alone * 1e9, 1e9), 600);
  }

  @Test
  void eachTurnIsHeldAgainstTheModelAloneOfThatTurn() {
    LoadTurns load = new LoadTurns(List.of(turn(75, 9, 2), turn(90, 30, 1), turn(60, 5, 2)), 1);
    // 75 of 100 rows a second, 90 of 200, 60 of 100.
    assertEquals(0.6, load.share(), 1e-9);
    assertEquals(30, load.p99Millis());
    assertEquals(3, load.errors());
    assertTrue(load.toString().contains("share 0.60 (0.45 to 0.75 in 3 turns)"), load.toString());
    assertTrue(load.toString().contains("of a row 20000 us, alone 5000"), load.toString());
  }

  @Test
  void rowsOfARequestCount() {
    assertEquals(1.5, new LoadTurns(List.of(turn(75, 1, 2)), 2).share(), 1e-9);
  }

  /** 600 requests a second of nothing and 200 rows alone: 1/600 s and 1/200 s are 1/150 s. */
  @Test
  void aRequestTakesWhatOneOfNothingDoesAndThenItsRows() {
    assertEquals(0.75, turn(1, 1, 1).most(1), 1e-9);
  }

  @Test
  void theSameBatchesAreComputedAlone() {
    List<Integer> rows = turn(1, 1, 1).formed().mixed();
    assertEquals(30, rows.size());
    assertEquals(20, rows.stream().filter(r -> r == 4).count());
    assertEquals(10, rows.stream().filter(r -> r == 12).count());
  }
}
