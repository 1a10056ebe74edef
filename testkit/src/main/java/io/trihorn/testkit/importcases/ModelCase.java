package io.trihorn.testkit.importcases;

import io.trihorn.data.Npy;
import io.trihorn.graph.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model's file with what the library that made it computes: a folder with {@code model.keras},
 * {@code model.h5} or {@code model.onnx} and
 *
 * <ul>
 *   <li>for predictions folders {@code run_X} of {@code in_I.npy} and {@code out_I.npy}, the inputs
 *       and outputs in the model's order. The runs of a stateful model follow one another;
 *   <li>for training, in a folder {@code train_X}, {@code x_I.npy}, {@code y_I.npy}, {@code
 *       w_I.npy} (sample weights), {@code class_weight.json}, {@code logs.json} (what each step on
 *       this batch returned) and {@code p_I.npy} (predictions after the last).
 * </ul>
 *
 * @param name its path below the directory of all cases
 * @param folder where it is
 * @param model the model's file
 */
public record ModelCase(String name, Path folder, Path model) {
  private static final List<String> MODELS = List.of("model.keras", "model.h5", "model.onnx");

  /**
   * All cases in a directory, itself and any folder below among them, sorted by path.
   *
   * @throws IOException if it cannot be read, or has no cases
   */
  public static List<ModelCase> in(Path directory) throws IOException {
    List<ModelCase> cases;
    try (Stream<Path> files = Files.walk(directory)) {
      cases =
          files
              .filter(f -> MODELS.contains(f.getFileName().toString()))
              .sorted()
              .map(f -> new ModelCase(name(directory, f.getParent()), f.getParent(), f))
              .toList();
    }
    if (cases.isEmpty()) {
      throw new IOException(
          directory + " has no cases: expected folders with one of the files " + MODELS);
    }
    return cases;
  }

  private static String name(Path directory, Path folder) {
    Path below = directory.relativize(folder);
    Path shown = below.toString().isEmpty() ? folder.toAbsolutePath().getFileName() : below;
    return shown.toString().replace('\\', '/');
  }

  /** Whether the case is one of training. */
  public boolean training() {
    return Files.exists(folder.resolve("logs.json"));
  }

  /** The folders of its runs, in their order. */
  public List<Path> runs() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().startsWith("run_")).sorted().toList();
    }
  }

  /** The arrays {@code PREFIX_0.npy}, {@code PREFIX_1.npy} and so on; none if there are none. */
  static List<TensorData> arrays(Path folder, String prefix) throws IOException {
    List<TensorData> arrays = new ArrayList<>();
    for (int i = 0; Files.exists(folder.resolve(prefix + "_" + i + ".npy")); i++) {
      arrays.add(Npy.read(folder.resolve(prefix + "_" + i + ".npy")));
    }
    return arrays;
  }
}
