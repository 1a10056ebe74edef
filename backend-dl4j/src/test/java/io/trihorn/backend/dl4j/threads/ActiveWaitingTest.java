package io.trihorn.backend.dl4j.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trihorn.backend.Backends;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ActiveWaitingTest {
  @BeforeAll
  static void load() {
    Backends.get("dl4j").info();
    assumeTrue(OpenMp.library().isPresent(), "another OpenMP");
  }

  /** That of this test; the backend's own may be there as well. */
  private static Thread team(Set<Thread> before) {
    return teams().stream().filter(thread -> !before.contains(thread)).findAny().orElse(null);
  }

  private static Set<Thread> teams() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(ActiveWaiting.TEAM))
        .collect(Collectors.toSet());
  }

  @Test
  void anIdleTeamIsThereWhileOthersWantTheProcessors() throws InterruptedException {
    Set<Thread> before = teams();
    AtomicBoolean free = new AtomicBoolean(true);
    ActiveWaiting waiting = ActiveWaiting.of(free::get).orElseThrow();
    waiting.decide();
    assertNull(team(before));

    free.set(false);
    waiting.decide();
    waiting.decide();
    Thread team = team(before);
    assertNotNull(team);
    assertTrue(team.isDaemon());

    free.set(true);
    waiting.decide();
    team.join(10_000);
    assertEquals(Thread.State.TERMINATED, team.getState());
    assertNull(team(before));
  }
}
