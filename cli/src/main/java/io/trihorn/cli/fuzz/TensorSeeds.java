package io.trihorn.cli.fuzz;

import ai.djl.ndarray.types.DataType;
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

  /** Both. */
  static List<Seed> in(Path folder) throws IOException {
    Map<String, TensorData> types = new LinkedHashMap<>();
    for (DataType type : TYPES) {
      types.put(type.name(), TensorData.full(TensorType.of(type, 2, 3), 1));
    }
    types.put("scalar", TensorData.scalar(DataType.FLOAT32, 3));
    types.put("empty", TensorData.zeros(TensorType.of(DataType.FLOAT32, 0, 4)));
    Map<String, TensorData> weights = new LinkedHashMap<>();
    for (int layer = 0; layer < 4; layer++) {
      String name = "encoder.layer." + layer + ".";
      weights.put(name + "weight", TensorData.full(TensorType.of(DataType.FLOAT32, 8, 4), layer));
      weights.put(name + "bias", TensorData.full(TensorType.of(DataType.FLOAT32, 8), layer));
    }
    return List.of(
        seed("types", new SafeTensors(types), folder),
        seed("weights", new SafeTensors(weights, Map.of("format", "pt")), folder));
  }

  private static Seed seed(String name, SafeTensors tensors, Path folder) throws IOException {
    Path file = folder.resolve("seed.safetensors");
    tensors.write(file);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return new Seed(name, bytes, TensorSeeds::load);
  }

  /** Each tensor is looked at from its begin to its end. */
  private static void load(Path file) {
    for (TensorData tensor : SafeTensors.read(file).tensors().values()) {
      if (tensor.size() > 0) {
        tensor.getDouble(0);
        tensor.getDouble(tensor.size() - 1);
      }
    }
  }
}
