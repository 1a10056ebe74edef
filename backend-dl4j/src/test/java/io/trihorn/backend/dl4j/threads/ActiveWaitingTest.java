package io.trihorn.backend.dl4j.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trihorn.backend.Backends;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ActiveWaitingTest {
  @BeforeAll
  static void load() {
    Backends.get("dl4j").info();
    assumeTrue(OpenMp.library().isPresent(), "another OpenMP");
  }

  private static Thread team() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(ActiveWaiting.TEAM))
        .findAny()
        .orElse(null);
  }

  @Test
  void anIdleTeamIsThereWhileOthersWantTheProcessors() throws InterruptedException {
    AtomicBoolean free = new AtomicBoolean(true);
    ActiveWaiting waiting = ActiveWaiting.of(free::get).orElseThrow();
    waiting.decide();
    assertNull(team());

    free.set(false);
    waiting.decide();
    waiting.decide();
    Thread team = team();
    assertNotNull(team);
    assertTrue(team.isDaemon());

    free.set(true);
    waiting.decide();
    team.join(10_000);
    assertNull(team());
    waiting.decide();
    assertEquals(Thread.State.TERMINATED, team.getState());
  }
}
