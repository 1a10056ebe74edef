package io.trihorn.backend.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NeighboursTest {
  private static Neighbours.Counts counts(String sum, int ownMillis, int millis)
      throws IOException {
    String lines = "cpu  " + sum + "\ncpu0 1 1 1\ncpu1 1 1 1\nintr 7 7\nprocs_running 3\nctxt 3\n";
    return Neighbours.Counts.read(
        new BufferedReader(new StringReader(lines)),
        Duration.ofMillis(ownMillis),
        millis * 1_000_000L);
  }

  @Test
  void whatIsIdleAndWhatIsOursIsLeft() throws IOException {
    Neighbours.Counts before = counts("100 0 20 1000 30 1 2 3 50 0", 400, 1000);
    assertEquals(2, before.processors());
    assertEquals(3, before.running());
    assertEquals(1156, before.all(), "guests are counted among users");
    // In a second 200 ticks: 50 idle, 10 waiting for a disk, 90 this process's, 50 of others.
    Neighbours.Counts after = counts("220 10 30 1050 40 1 2 3 80 0", 1300, 2000);
    assertEquals(0.6 + 0.9, after.leftSince(before), 1e-9);
  }

  @Test
  void othersLeaveAllWhereNothingIsCounted() {
    Neighbours nowhere = new Neighbours(1 << 20, Path.of("/nonexistent/stat"));
    assertTrue(nowhere.leaveEnough());
  }
}
