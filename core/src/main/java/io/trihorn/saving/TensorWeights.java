package io.trihorn.saving;

import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.safetensors.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights as tensors by the weights' names, in a kind of file that holds such.
 *
 * @param extension the ending of the files' names
 */
record TensorWeights(String extension, Reader reader, Writer writer) implements WeightsFormat {
  /** Reads tensors. */
  interface Reader {
    Map<String, TensorData> read(Path file) throws IOException;
  }

  /** Writes tensors, so that the file appears at once or not at all. */
  interface Writer {
    void write(Map<String, TensorData> tensors, Path file) throws IOException;
  }

  static Map<String, TensorData> safeTensors(Path file) {
    return SafeTensors.read(file).tensors();
  }

  static void write(Map<String, TensorData> tensors, Path file) {
    new SafeTensors(tensors).write(file);
  }

  static void writeNpz(Map<String, TensorData> tensors, Path file) throws IOException {
    new Npz(tensors).write(file);
  }

  /** By names always; reasons are told of weights, the first of each layer. */
  @Override
  public Map<String, String> load(Model model, Path file, LoadWeights options) throws IOException {
    WeightTable table = WeightTable.ofPaths(model);
    Map<String, TensorData> tensors = reader.read(file);
    if (!options.skipMismatch()) {
      table.load(model, tensors);
      return Map.of();
    }
    Map<String, String> layers = new LinkedHashMap<>();
    table
        .loadWhatFits(model, tensors)
        .forEach((path, why) -> layers.putIfAbsent(path.substring(0, path.indexOf('/')), why));
    return layers;
  }

  @Override
  public void save(Model model, Path file) throws IOException {
    writer.write(WeightTable.ofPaths(model).tensors(model), file);
  }
}
