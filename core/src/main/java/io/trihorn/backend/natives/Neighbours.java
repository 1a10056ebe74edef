package io.trihorn.backend.natives;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What others leave of the machine's processors, looked at now and then: other processes, and the
 * threads of this one that do something else. A thread that waits actively goes on sooner where a
 * processor is free for it; where none is, it may keep from a processor the very thread that it
 * waits for.
 *
 * <p>Linux counts what its processors do in {@code /proc/stat}, and in {@code /proc/pressure/cpu}
 * for how long threads wait for one. Elsewhere, and where the first cannot be read, others are
 * taken to leave all.
 */
public final class Neighbours {
  /** Linux counts in hundredths of a second, so that shorter looks would see little. */
  private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(200);

  /** A first look at whether other threads of this process have gone, as they cost much then. */
  private static final long TRIAL = BETWEEN / 2;

  /** For how long they are taken to be there, at first and at most. */
  private static final long SHORTEST = 2 * BETWEEN;

  private static final long LONGEST = 25 * BETWEEN;

  /** The numbers of a line for ticks without work: idle, waiting for a disk, stolen. */
  private static final int[] NOTHING_DONE = {4, 5, 8};

  private static final String RUNNING = "procs_running ";

  /** What a system does besides, such as interrupts, and the last digit of the counts. */
  private static final double TOLERATED = 0.5;

  /** The part of the time in which threads may be too many. */
  private static final double MOST_CROWDED = 0.4;

  private static final Pattern TOTAL = Pattern.compile("some .*total=(\\d+)");

  /**
   * What was counted up to a moment.
   *
   * @param idle ticks of all processors in which they did nothing, or were taken by the host of a
   *     virtual machine, which sleeping does not bring back
   * @param all ticks of all processors
   * @param processors how many there are
   * @param running threads that run or could, on all of them, at this moment
   * @param waited microseconds in which a thread waited for a processor; empty if nobody counts
   * @param own the time that this process took
   * @param nanos the moment
   */
  record Counts(
      long idle,
      long all,
      int processors,
      int running,
      OptionalLong waited,
      Duration own,
      long nanos) {
    /** Reads the lines of the processors, the sum of all before the single ones. */
    static Counts read(BufferedReader lines, OptionalLong waited, Duration own, long nanos)
        throws IOException {
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
      long idle = 0;
      for (int i : NOTHING_DONE) {
        idle += i < sum.length ? Long.parseLong(sum[i]) : 0;
      }
      return new Counts(idle, all, processors, running, waited, own, nanos);
    }

    /** The processors that were idle or this process's since an earlier moment, on average. */
    double leftSince(Counts before) {
      double idle = processors * (double) (this.idle - before.idle) / (all - before.all);
      double taken = (double) own.minus(before.own).toNanos() / (nanos - before.nanos);
      return idle + taken;
    }

    /** The part of the time since an earlier moment in which threads were too many. */
    double crowdedSince(Counts before) {
      // What runs at a moment is more than in between if all looks are at the start of a step.
      if (running <= processors) {
        return 0;
      }
      return waited.isEmpty() || before.waited.isEmpty()
          ? 1
          : 1e3 * (waited.getAsLong() - before.waited.getAsLong()) / (nanos - before.nanos);
    }
  }

  private final int wanted;
  private final Path root;
  private final AtomicLong next;
  private Counts last;

  /**
   * The part of the time in which threads were too many; that since the last look is half of it.
   */
  private double crowded;

  /** How long the next pause is, if there are too many threads again. */
  private long pause = SHORTEST;

  private volatile boolean leaveEnough = true;

  /**
   * Begins to look.
   *
   * @param wanted how many processors this process would like to have
   */
  public Neighbours(int wanted) {
    this(wanted, Path.of("/proc"));
  }

  Neighbours(int wanted, Path root) {
    this.wanted = wanted;
    this.root = root;
    this.last = Files.isReadable(root.resolve("stat")) ? counts() : null;
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
      long rest = decide(last, now);
      next.set(now.nanos() + rest);
    }
    last = now;
  }

  /**
   * Decides by two looks.
   *
   * <p>What other processes take is known at any time. Threads of this one that want a processor
   * show only while all that are wanted run: then there are too many. Threads that sleep in between
   * may be as many as run at once and leave processors idle all the same. So after a while they are
   * taken to have gone, and longer each time they are still there.
   *
   * @return how long the answer holds, in nanoseconds
   */
  long decide(Counts before, Counts now) {
    boolean left = now.leftSince(before) >= wanted - TOLERATED;
    if (!leaveEnough) {
      crowded = 0;
      leaveEnough = left;
      return left ? TRIAL : BETWEEN;
    }
    crowded = (crowded + now.crowdedSince(before)) / 2;
    boolean tooMany = crowded > MOST_CROWDED;
    leaveEnough = left && !tooMany;
    if (tooMany) {
      long rest = pause;
      pause = Math.min(pause + pause / 2, LONGEST);
      return rest;
    }
    if (crowded < MOST_CROWDED / 2) {
      pause = SHORTEST;
    }
    return BETWEEN;
  }

  /** What is counted now, or null if it cannot be read, after which it is not looked at again. */
  private Counts counts() {
    Duration own = ProcessHandle.current().info().totalCpuDuration().orElse(null);
    try (BufferedReader lines = Files.newBufferedReader(root.resolve("stat"))) {
      return own == null ? null : Counts.read(lines, waited(), own, System.nanoTime());
    } catch (IOException e) {
      return null;
    }
  }

  private OptionalLong waited() throws IOException {
    Path file = root.resolve("pressure").resolve("cpu");
    if (!Files.isReadable(file)) {
      return OptionalLong.empty();
    }
    Matcher total = TOTAL.matcher(Files.readString(file));
    return total.find() ? OptionalLong.of(Long.parseLong(total.group(1))) : OptionalLong.empty();
  }
}
