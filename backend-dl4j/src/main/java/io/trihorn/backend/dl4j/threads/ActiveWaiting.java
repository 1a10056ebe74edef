package io.trihorn.backend.dl4j.threads;

import com.sun.jna.Platform;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/**
 * Has OpenMP's threads wait actively for each other where other processes leave them the
 * processors. Many steps are over sooner than a thread is woken; but on a processor that is shared,
 * a thread that waits actively may keep the one it waits for from running.
 *
 * <p>libgomp reads only once, when it is loaded, for how many turns threads wait ({@code
 * GOMP_SPINCOUNT}). At each wait it looks whether it has more threads than there are processors,
 * and if so they sleep (with {@code OMP_WAIT_POLICY=PASSIVE}). So a team that does nothing ends all
 * active waiting for as long as it is there.
 */
public final class ActiveWaiting {
  /** The turns that libgomp takes by itself where neither variable is set, some milliseconds. */
  public static final String TURNS = "300000";

  /** The name of the thread that has the idle team. */
  static final String TEAM = "trihorn-openmp-idle";

  private final OpenMp openMp;
  private final BooleanSupplier free;
  private CountDownLatch dismissed;
  private volatile boolean active = true;

  private ActiveWaiting(OpenMp openMp, BooleanSupplier free) {
    this.openMp = openMp;
    this.free = free;
  }

  /** Whether it can be had here, by the system and by what the user has set. */
  public static boolean isPossible() {
    return Platform.isLinux()
        && System.getenv("OMP_WAIT_POLICY") == null
        && System.getenv("GOMP_SPINCOUNT") == null;
  }

  /**
   * That of libgomp, which is loaded; empty if libnd4j uses another library.
   *
   * @param free whether the processors are this process's
   */
  public static Optional<ActiveWaiting> of(BooleanSupplier free) {
    return OpenMp.library().map(openMp -> new ActiveWaiting(openMp, free));
  }

  /** Before threads are set to work: decides how they wait. */
  public void decide() {
    if (free.getAsBoolean() != active) {
      change();
    }
  }

  private synchronized void change() {
    boolean now = free.getAsBoolean();
    if (now == active) {
      return;
    }
    if (now) {
      dismissed.countDown();
    } else {
      dismissed = new CountDownLatch(1);
      CountDownLatch end = dismissed;
      Thread team = new Thread(() -> hold(end), TEAM);
      team.setDaemon(true);
      team.start();
    }
    active = now;
  }

  /** Two threads that have done nothing; they end with the one that calls. */
  private void hold(CountDownLatch end) {
    openMp.makeTeam(2);
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
