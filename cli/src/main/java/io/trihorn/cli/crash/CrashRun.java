package io.trihorn.cli.crash;

import io.trihorn.testkit.soak.ChildJvm;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Kills trainings at random moments, lets them end, and compares. */
final class CrashRun {
  private static final String EPOCH = "epoch ";
  private final Program program;
  private final String backend;
  private final Path folder;
  private final Random random;

  /** Looks whether a training left something to go on from. */
  private interface Left {
    boolean in(Path backup) throws IOException;
  }

  /** What is killed. */
  enum Program {
    /** A training of a model's, with {@code BackupAndRestore}. */
    FIT(CrashProgram.class, backup -> Files.exists(backup.resolve("latest.weights.h5"))),

    /** A solver of Caffe's, with its snapshots. */
    CAFFE(CaffeCrashProgram.class, backup -> CaffeCrashProgram.last(backup).isPresent());

    private final Class<?> main;
    private final Left left;

    Program(Class<?> main, Left left) {
      this.main = main;
      this.left = left;
    }
  }

  CrashRun(Program program, String backend, Path folder, long seed) {
    this.program = program;
    this.backend = backend;
    this.folder = folder;
    random = new Random(seed);
  }

  /**
   * What became of one training.
   *
   * @param right whether it ended as the one that was not killed
   * @param resumed whether it was killed while it ran, and left a backup
   * @param problem the first difference, or null
   */
  record Result(boolean right, boolean resumed, String problem) {}

  /** A whole training: what it ends with and how long it took from its begin on. */
  record Whole(List<String> lines, long nanos) {}

  /** Trains without a kill. */
  Whole whole(long saveFreq) throws IOException, InterruptedException {
    Process process = start(folder.resolve("whole"), saveFreq, folder.resolve("whole.txt"));
    long begun = begin(process);
    process.waitFor();
    long nanos = System.nanoTime() - begun;
    return new Whole(ended(process, folder.resolve("whole.txt")), nanos);
  }

  /** Trains, is killed at a random moment after the begin, and trains to the end. */
  Result killed(Whole whole, long saveFreq, int number) throws IOException, InterruptedException {
    Path backup = folder.resolve("backup-" + number);
    Path end = folder.resolve("end-" + number + ".txt");
    Process process = start(backup, saveFreq, end);
    begin(process);
    boolean over =
        process.waitFor((long) (random.nextDouble() * whole.nanos()), TimeUnit.NANOSECONDS);
    process.destroyForcibly().waitFor();
    boolean resumed = !over && program.left.in(backup);
    if (!Files.exists(end)) {
      Process again = start(backup, saveFreq, end);
      again.waitFor();
      ended(again, end);
    }
    String problem = difference(whole.lines(), Files.readAllLines(end));
    return new Result(problem == null, resumed, problem);
  }

  /** The epochs that the last process ran are those of the whole run; the end is the same. */
  private static String difference(List<String> whole, List<String> end) {
    if (whole.size() < end.size()) {
      return "ends with " + end.size() + " lines instead of " + whole.size();
    }
    List<String> last = whole.subList(whole.size() - end.size(), whole.size());
    for (int i = 0; i < end.size(); i++) {
      if (!last.get(i).equals(end.get(i))) {
        return "'" + shortened(end.get(i)) + "' instead of '" + shortened(last.get(i)) + "'";
      }
    }
    return null;
  }

  private static String shortened(String line) {
    return line.startsWith(EPOCH) ? line : line.substring(0, Math.min(60, line.length())) + "...";
  }

  private Process start(Path backup, long saveFreq, Path end) throws IOException {
    return ChildJvm.of(
            List.of(),
            program.main,
            List.of(backend, backup.toString(), Long.toString(saveFreq), end.toString()))
        .redirectError(new File(folder.toFile(), "errors.txt"))
        .start();
  }

  /** Waits until a training begins. */
  private long begin(Process process) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (lines.readLine() == null) {
      throw new IOException("the training did not begin: " + errors());
    }
    return System.nanoTime();
  }

  private List<String> ended(Process process, Path end) throws IOException {
    if (process.exitValue() != 0) {
      throw new IOException("the training failed: " + errors());
    }
    return Files.readAllLines(end);
  }

  private String errors() throws IOException {
    return Files.readString(folder.resolve("errors.txt")).strip();
  }
}
