package io.trihorn.testkit.soak;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import io.trihorn.saving.files.SavingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Processes that are killed while they save: there must always be the file of before or the new
 * one, whole, and no more left beside it than one save leaves.
 */
public final class KillSoak {
  private static final List<String> NAMES = List.of("m.keras", "m.h5", "m.weights.h5");

  /** A lock, the file and, of a .keras file, its weights. */
  private static final int LEFT_BY_ONE = 3;

  private static final int LONGEST_WAIT = 120;

  private final Path folder;
  private final Random random = new Random(1);
  private final List<String> problems = new ArrayList<>();
  private int inTheMiddle;

  private KillSoak(Path folder) {
    this.folder = folder;
  }

  /**
   * What happened.
   *
   * @param inTheMiddle how many processes were killed in the middle of a save
   * @param problems what was wrong
   */
  public record Result(int kills, int inTheMiddle, List<String> problems) {
    @Override
    public String toString() {
      return "%d kills, %d of them in the middle of a save: %d problems"
          .formatted(kills, inTheMiddle, problems.size());
    }
  }

  /**
   * Kills so many processes.
   *
   * @param folder an empty folder
   */
  public static Result run(int kills, Path folder) throws IOException, InterruptedException {
    KillSoak soak = new KillSoak(folder);
    for (int i = 0; i < kills; i++) {
      soak.kill(folder.resolve(NAMES.get(i % NAMES.size())), 1 + i * 1000);
    }
    return new Result(kills, soak.inTheMiddle, soak.problems);
  }

  private void kill(Path file, int first) throws IOException, InterruptedException {
    Process process =
        ChildJvm.of(
                List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                SaveLoop.class,
                List.of(file.toString(), Integer.toString(first)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int last = first - 1;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      if (line == null) {
        throw new IOException("the process that saves ended with code " + process.waitFor());
      }
      Thread.sleep(random.nextInt(LONGEST_WAIT));
      // On Unix that is kill -9; the process's own method would close what it has said, too.
      process.toHandle().destroyForcibly();
      for (; line != null; line = lines.readLine()) {
        last = Integer.parseInt(line);
      }
    }
    process.waitFor();
    check(file, last);
  }

  /** The names beside the files. */
  private List<String> left() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(p -> p.getFileName().toString()).filter(n -> !NAMES.contains(n)).toList();
    }
  }

  /** The file is of the last save that was told of, or of the next. */
  private void check(Path file, int last) throws IOException {
    List<String> left = left();
    // What an earlier one has left of this file went with the first save.
    long own = left.stream().filter(n -> n.startsWith("." + file.getFileName() + ".")).count();
    if (own > 0) {
      inTheMiddle++;
    }
    if (own > LEFT_BY_ONE) {
      problems.add("beside " + file + " are left " + left);
    }
    try (Model model = read(file)) {
      double number = model.weightValues().get(0).getDouble(0);
      if (number != last && number != last + 1) {
        problems.add(file + " is of save " + number + ", but the last was " + last);
      }
      for (TensorData value : model.weightValues()) {
        for (long i = 0; i < value.size(); i++) {
          if (value.getDouble(i) != number) {
            problems.add(file + " is of several saves");
            return;
          }
        }
      }
    } catch (SavingException e) {
      problems.add(e.getMessage());
    }
  }

  private static Model read(Path file) {
    if (!file.toString().endsWith(".weights.h5")) {
      return Saving.loadModel(file);
    }
    Model model = SaveLoop.model();
    Saving.loadWeights(model, file);
    return model;
  }
}
