package io.trihorn.backend.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class NeighboursTest {
  private static final OptionalLong NOBODY = OptionalLong.empty();
  private static final long FIFTH = 200_000_000;

  private static Neighbours.Counts counts(
      String sum, int running, OptionalLong waited, int ownMillis, int millis) throws IOException {
    String lines =
        "cpu  "
            + sum
            + "\ncpu0 1 1 1\ncpu1 1 1 1\nintr 7 7\nprocs_running "
            + running
            + "\nctxt 3\n";
    return Neighbours.Counts.read(
        new BufferedReader(new StringReader(lines)),
        waited,
        Duration.ofMillis(ownMillis),
        millis * 1_000_000L);
  }

  /** A second in which this process takes all that others leave of two processors. */
  private static long decide(
      Neighbours neighbours, double others, int running, OptionalLong waitedMillis)
      throws IOException {
    OptionalLong none = waitedMillis.isPresent() ? OptionalLong.of(0) : OptionalLong.empty();
    OptionalLong waited =
        waitedMillis.isPresent()
            ? OptionalLong.of(1000 * waitedMillis.getAsLong())
            : OptionalLong.empty();
    return neighbours.decide(
        counts("0 0 0 0 0 0 0 0", 2, none, 0, 0),
        counts("200 0 0 0 0 0 0 0", running, waited, (int) (1000 * (2 - others)), 1000));
  }

  private static Neighbours ofTwo() {
    return new Neighbours(2, Path.of("/nonexistent"));
  }

  @Test
  void whatIsIdleAndWhatIsOursIsLeft() throws IOException {
    Neighbours.Counts before = counts("100 0 20 1000 30 1 2 3 50 0", 3, NOBODY, 400, 1000);
    assertEquals(2, before.processors());
    assertEquals(3, before.running());
    assertEquals(1156, before.all(), "guests are counted among users");
    // In a second 200 ticks: 50 idle, 10 waiting for a disk, 5 the host's, 90 of this process, 45
    // of others.
    Neighbours.Counts after = counts("215 10 30 1050 40 1 2 8 80 0", 3, NOBODY, 1300, 2000);
    assertEquals(0.65 + 0.9, after.leftSince(before), 1e-9);
  }

  @Test
  void othersLeaveAllWhereNothingIsCounted() {
    Neighbours nowhere = new Neighbours(1 << 20, Path.of("/nonexistent"));
    assertTrue(nowhere.leaveEnough());
  }

  @Test
  void otherProcessesEndItUntilTheyHaveGone() throws IOException {
    Neighbours neighbours = ofTwo();
    assertEquals(FIFTH, decide(neighbours, 0.4, 2, NOBODY));
    assertTrue(neighbours.leaveEnough());
    assertEquals(FIFTH, decide(neighbours, 0.6, 2, NOBODY));
    assertFalse(neighbours.leaveEnough());
    decide(neighbours, 0.6, 2, NOBODY);
    assertFalse(neighbours.leaveEnough());
    decide(neighbours, 0.4, 2, NOBODY);
    assertTrue(neighbours.leaveEnough());
  }

  @Test
  void threadsOfThisProcessEndItForLongerEachTimeTheyAreThere() throws IOException {
    Neighbours neighbours = ofTwo();
    for (int millis : new int[] {400, 600, 900, 1350, 2025, 3037, 4556, 5000, 5000}) {
      assertEquals(millis, decide(neighbours, 0, 3, NOBODY) / 1_000_000);
      assertFalse(neighbours.leaveEnough());
      assertEquals(FIFTH / 2, decide(neighbours, 0, 3, NOBODY));
      assertTrue(neighbours.leaveEnough(), "with threads that sleep in between nobody can tell");
    }
    decide(neighbours, 0, 2, NOBODY);
    assertEquals(2 * FIFTH, decide(neighbours, 0, 3, NOBODY), "they had gone");
  }

  @Test
  void threadsThatRunAtEachLookButSeldomInBetweenDoNot() throws IOException {
    Neighbours neighbours = ofTwo();
    for (int i = 0; i < 10; i++) {
      decide(neighbours, 0, 3, OptionalLong.of(300));
      assertTrue(neighbours.leaveEnough());
    }
    decide(neighbours, 0, 3, OptionalLong.of(900));
    assertFalse(neighbours.leaveEnough());
  }

  @Test
  void whatIsCountedHereIsRead() throws InterruptedException {
    Neighbours here = new Neighbours(0);
    Thread.sleep(300);
    assertTrue(here.leaveEnough(), "no processor is wanted");
  }
}
