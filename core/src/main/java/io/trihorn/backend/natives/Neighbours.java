package io.trihorn.backend.natives;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What others leave of the machine's processors, looked at now and then: other processes, and the
 * threads of this one that do something else. A thread that waits actively goes on sooner where a
 * processor is free for it; where none is, it may keep from a processor the very thread that it
 * waits for.
 *
 * <p>Linux counts what its processors do in {@code /proc/stat}. Elsewhere, and where that cannot be
 * read, others are taken to leave all.
 */
public final class Neighbours {
  /** Linux counts in hundredths of a second, so that shorter looks would see little. */
  private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(200);

  private static final String RUNNING = "procs_running ";

  /** What a system does besides, such as interrupts, and the last digit of the counts. */
  private static final double TOLERATED = 0.5;

  /**
   * What was counted up to a moment.
   *
   * @param idle ticks of all processors in which they did nothing
   * @param all ticks of all processors
   * @param processors how many there are
   * @param running threads that run or could, on all of them, at this moment
   * @param own the time that this process took
   * @param nanos the moment
   */
  record Counts(long idle, long all, int processors, int running, Duration own, long nanos) {
    /** Reads the lines of the processors, the sum of all before the single ones. */
    static Counts read(BufferedReader lines, Duration own, long nanos) throws IOException {
      String[] sum = lines.readLine().trim().split("\\s+");
      long all = 0;
      // Times of guests, after the eighth, are in the first ones as well.
      for (int i = 1; i <= Math.min(8, sum.length - 1); i++) {
        all += Long.parseLong(sum[i]);
      }
      int processors = 0;
      String line = lines.readLine();
      while (line != null && line.startsWith("cpu")) {
        processors++;
        line = lines.readLine();
      }
      while (line != null && !line.startsWith(RUNNING)) {
        line = lines.readLine();
      }
      int running = line == null ? 0 : Integer.parseInt(line.substring(RUNNING.length()));
      long idle = Long.parseLong(sum[4]) + Long.parseLong(sum[5]);
      return new Counts(idle, all, processors, running, own, nanos);
    }

    /** The processors that were idle or this process's since an earlier moment, on average. */
    double leftSince(Counts before) {
      double idle = processors * (double) (this.idle - before.idle) / (all - before.all);
      double taken = (double) own.minus(before.own).toNanos() / (nanos - before.nanos);
      return idle + taken;
    }
  }

  private final int wanted;
  private final Path file;
  private final AtomicLong next;
  private Counts last;
  private double others;
  private volatile boolean leaveEnough = true;

  /**
   * Begins to look.
   *
   * @param wanted how many processors this process would like to have
   */
  public Neighbours(int wanted) {
    this(wanted, Path.of("/proc/stat"));
  }

  Neighbours(int wanted, Path file) {
    this.wanted = wanted;
    this.file = file;
    this.last = Files.isReadable(file) ? counts() : null;
    this.next = new AtomicLong(System.nanoTime() + BETWEEN);
  }

  /**
   * Whether others leave as many processors as are wanted: by the last fifth of a second or more,
   * and at first true.
   */
  public boolean leaveEnough() {
    long due = next.get();
    long now = System.nanoTime();
    if (now - due >= 0 && next.compareAndSet(due, now + BETWEEN)) {
      look();
    }
    return leaveEnough;
  }

  private synchronized void look() {
    Counts now = last == null ? null : counts();
    if (now != null && now.all() > last.all()) {
      // The caller's helpers run too if they wait actively. One look may meet anything.
      others = (others + now.running() - (leaveEnough ? wanted : 1)) / 2;
      leaveEnough =
          now.leftSince(last) >= wanted - TOLERATED
              && others + wanted <= now.processors() + TOLERATED;
    }
    last = now;
  }

  /** What is counted now, or null if it cannot be read, after which it is not looked at again. */
  private Counts counts() {
    Duration own = ProcessHandle.current().info().totalCpuDuration().orElse(null);
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      return own == null ? null : Counts.read(lines, own, System.nanoTime());
    } catch (IOException e) {
      return null;
    }
  }
}
