package io.trihorn.cli.fuzz;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.saving.safetensors.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files of tensors by name: of all element types, and of a network's weights. */
final class TensorSeeds {
  private static final List<DataType> TYPES =
      List.of(
          DataType.FLOAT32,
          DataType.FLOAT64,
          DataType.FLOAT16,
          DataType.BFLOAT16,
          DataType.INT64,
          DataType.INT32,
          DataType.INT8,
          DataType.UINT8,
          DataType.BOOLEAN);

  private TensorSeeds() {}

  /** All element types that a kind of file has. */
  private static Map<String, TensorData> types(List<DataType> known) {
    Map<String, TensorData> types = new LinkedHashMap<>();
    for (DataType type : known) {
      types.put(type.name(), TensorData.full(TensorType.of(type, 2, 3), 1));
    }
    types.put("scalar", TensorData.scalar(DataType.FLOAT32, 3));
    types.put("empty", TensorData.zeros(TensorType.of(DataType.FLOAT32, 0, 4)));
    return types;
  }

  private static Map<String, TensorData> weights() {
    Map<String, TensorData> weights = new LinkedHashMap<>();
    for (int layer = 0; layer < 4; layer++) {
      String name = "encoder.layer." + layer + ".";
      weights.put(name + "weight", TensorData.full(TensorType.of(DataType.FLOAT32, 8, 4), layer));
      weights.put(name + "bias", TensorData.full(TensorType.of(DataType.FLOAT32, 8), layer));
    }
    return weights;
  }

  /** Both as safetensors. */
  static List<Seed> safeTensors(Path folder) throws IOException {
    SafeTensors weights = new SafeTensors(weights(), Map.of("format", "pt"));
    return List.of(
        seed(folder, "types", new SafeTensors(types(TYPES))::write, TensorSeeds::readSafeTensors),
        seed(folder, "weights", weights::write, TensorSeeds::readSafeTensors));
  }

  /** Both as archives of NumPy. */
  static List<Seed> npz(Path folder) throws IOException {
    List<DataType> known = TYPES.stream().filter(t -> t != DataType.BFLOAT16).toList();
    return List.of(
        seed(folder, "types", new Npz(types(known))::write, TensorSeeds::readNpz),
        seed(folder, "weights", new Npz(weights())::write, TensorSeeds::readNpz));
  }

  private interface Writer {
    void write(Path file) throws IOException;
  }

  private static Seed seed(Path folder, String name, Writer writer, Seed.Loader loader)
      throws IOException {
    Path file = folder.resolve("seed");
    writer.write(file);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return new Seed(name, bytes, loader);
  }

  private static void readSafeTensors(Path file) {
    lookAt(SafeTensors.read(file).tensors());
  }

  private static void readNpz(Path file) throws IOException {
    lookAt(Npz.read(file).arrays());
  }

  /** Each tensor is looked at from its begin to its end. */
  private static void lookAt(Map<String, TensorData> tensors) {
    for (TensorData tensor : tensors.values()) {
      // Some element types are only handed on.
      if (tensor.size() > 0 && TYPES.contains(tensor.dtype())) {
        tensor.getDouble(0);
        tensor.getDouble(tensor.size() - 1);
      }
    }
  }
}
