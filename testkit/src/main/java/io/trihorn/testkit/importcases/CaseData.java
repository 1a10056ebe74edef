package io.trihorn.testkit.importcases;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.Npy;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.saving.hdf5.Hdf5Dataset;
import io.trihorn.saving.hdf5.Hdf5File;
import io.trihorn.saving.hdf5.Hdf5Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a case feeds its model, and what comes out, in the forms the suite has.
 *
 * @param inputs one for each of the model's inputs
 * @param outputs one for each of its outputs
 */
record CaseData(List<TensorData> inputs, List<TensorData> outputs) {
  CaseData {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  static CaseData read(Path folder) throws IOException {
    if (Files.exists(folder.resolve("inputs_and_outputs.h5"))) {
      return hdf5(folder.resolve("inputs_and_outputs.h5"));
    }
    if (Files.exists(folder.resolve("input.txt"))) {
      return planes(folder);
    }
    List<TensorData> outputs = outputs(folder);
    return Files.isDirectory(folder.resolve("sequences"))
        ? new CaseData(List.of(sequences(folder.resolve("sequences"), outputs.get(0))), outputs)
        : new CaseData(numbered(folder, "input"), outputs);
  }

  private static List<TensorData> outputs(Path folder) throws IOException {
    List<TensorData> outputs = numbered(folder, "expected");
    return outputs.isEmpty() ? List.of(Npy.read(folder.resolve("predictions.npy"))) : outputs;
  }

  /** {@code name.npy}, or {@code name_0.npy} and so on; none where there are no such files. */
  private static List<TensorData> numbered(Path folder, String name) throws IOException {
    List<TensorData> arrays = new ArrayList<>();
    if (Files.exists(folder.resolve(name + ".npy"))) {
      arrays.add(Npy.read(folder.resolve(name + ".npy")));
    }
    for (int i = 0; Files.exists(folder.resolve(name + "_" + i + ".npy")); i++) {
      arrays.add(Npy.read(folder.resolve(name + "_" + i + ".npy")));
    }
    return arrays;
  }

  private static CaseData hdf5(Path path) {
    try (Hdf5File file = Hdf5File.open(path)) {
      return new CaseData(
          arrays(file.root().group("inputs")), arrays(file.root().group("predictions")));
    }
  }

  private static List<TensorData> arrays(Hdf5Group group) {
    return group.children().values().stream()
        .filter(Hdf5Dataset.class::isInstance)
        .map(node -> ((Hdf5Dataset) node).read())
        .toList();
  }

  /** Sequences {@code 0.csv} and so on: a row for each step; the last column is no input. */
  private static TensorData sequences(Path folder, TensorData outputs) throws IOException {
    List<double[]> rows = new ArrayList<>();
    long count = outputs.type().dim(0);
    int steps = 0;
    for (int i = 0; i < count; i++) {
      List<String> lines = Files.readAllLines(folder.resolve(i + ".csv"));
      lines.removeIf(String::isBlank);
      steps = lines.size();
      lines.forEach(line -> rows.add(numbers(line, ";")));
    }
    int columns = rows.get(0).length - 1;
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, count, steps, columns));
    long at = 0;
    for (double[] row : rows) {
      for (int c = 0; c < columns; c++) {
        data.setDouble(at++, row[c]);
      }
    }
    return data;
  }

  private static double[] numbers(String line, String separator) {
    return Arrays.stream(line.strip().split(separator))
        .filter(s -> !s.isBlank())
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  /** One image as planes of its channels, one line for each row of a plane. */
  private static CaseData planes(Path folder) throws IOException {
    List<double[]> rows =
        Files.readAllLines(folder.resolve("input.txt")).stream()
            .map(line -> numbers(line, "[\\s,;]+"))
            .filter(row -> row.length > 0)
            .toList();
    int width = rows.get(0).length;
    int channels = rows.size() / width;
    TensorData image = TensorData.zeros(TensorType.of(DataType.FLOAT32, 1, width, width, channels));
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < width; y++) {
        for (int x = 0; x < width; x++) {
          image.setDouble(((long) y * width + x) * channels + c, rows.get(c * width + y)[x]);
        }
      }
    }
    double[] out = numbers(Files.readString(folder.resolve("output.txt")), "[\\s,;]+");
    TensorData expected = TensorData.zeros(TensorType.of(DataType.FLOAT32, 1, out.length));
    for (int i = 0; i < out.length; i++) {
      expected.setDouble(i, out[i]);
    }
    return new CaseData(List.of(image), List.of(expected));
  }
}
