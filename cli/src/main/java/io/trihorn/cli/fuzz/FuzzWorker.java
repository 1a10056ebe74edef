package io.trihorn.cli.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A process that loads damaged files one after the other and tells its parent, a line each: {@code
 * B n} when it begins the n-th, {@code L}, {@code R} or {@code F what} when that is done, {@code H
 * where} when one takes too long, after which the process ends.
 */
public final class FuzzWorker {
  /** What one file may take of a processor. */
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(10);

  /** What it may take on a busy machine. */
  private static final long LIMIT_ON_THE_CLOCK = TimeUnit.SECONDS.toNanos(120);

  /** The exit code where a file takes too long. */
  static final int TOO_LONG = 3;

  private final FuzzFormat format;
  private final long seed;
  private final Path folder;
  private final PrintStream out;
  private final List<Seed> seeds;
  private final Thread loader = Thread.currentThread();
  private long cpuAtBegin;
  private long clockAtBegin = System.nanoTime();

  private FuzzWorker(FuzzFormat format, long seed, Path folder, PrintStream out)
      throws IOException {
    this.format = format;
    this.seed = seed;
    this.folder = folder;
    this.out = out;
    this.seeds = format.seeds(folder);
  }

  /** Takes the format, the seed, the first and the last number but one, and a folder. */
  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    // What engines print is no answer.
    System.setOut(System.err);
    FuzzWorker worker =
        new FuzzWorker(FuzzFormat.valueOf(args[0]), Long.parseLong(args[1]), Path.of(args[4]), out);
    worker.watch();
    for (long n = Long.parseLong(args[2]); n < Long.parseLong(args[3]); n++) {
      worker.run(n);
    }
  }

  /** The damaged file of a number. */
  private byte[] damaged(RandomGenerator random, Seed good) {
    return format.mutator().mutate(good.bytes(), random);
  }

  private void run(long n) throws IOException {
    RandomGenerator random = new SplittableRandom(seed * 1_000_003 + n);
    Seed good = seeds.get(random.nextInt(seeds.size()));
    Path file = folder.resolve("damaged" + format.ending());
    Files.write(file, damaged(random, good));
    say("B " + n);
    begin();
    Outcome outcome = load(file, good);
    say(outcome.kind().name().charAt(0) + " " + outcome.what());
  }

  private synchronized void begin() {
    cpuAtBegin = cpu();
    clockAtBegin = System.nanoTime();
  }

  private void say(String line) {
    out.println(line.replace('\n', ' '));
    out.flush();
  }

  private Outcome load(Path file, Seed good) {
    try {
      good.loader().load(file);
      return Outcome.LOADED;
    } catch (Exception | Error e) {
      // Anything at all: that is what is looked for.
      Outcome outcome = Outcome.of(e, format);
      if (outcome.kind() == Outcome.Kind.FAILED) {
        e.printStackTrace();
      }
      return outcome;
    }
  }

  private long cpu() {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(loader.getId());
  }

  private synchronized boolean isTooLong() {
    return cpu() - cpuAtBegin > LIMIT || System.nanoTime() - clockAtBegin > LIMIT_ON_THE_CLOCK;
  }

  private void watch() {
    begin();
    Thread watcher = new Thread(this::watchLoader, "watcher");
    watcher.setDaemon(true);
    watcher.start();
  }

  private void watchLoader() {
    while (!isTooLong()) {
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        return;
      }
    }
    StringBuilder where = new StringBuilder("H");
    for (StackTraceElement frame : loader.getStackTrace()) {
      where.append(' ').append(frame);
    }
    say(where.toString());
    Runtime.getRuntime().halt(TOO_LONG);
  }
}
