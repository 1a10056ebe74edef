package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Random;

/** Operands of the cases that are compared with ONNX Runtime, the same in each run. */
final class Operands {
  private static final Random RANDOM = new Random(7);

  private Operands() {}

  static TensorData floats(long... dims) {
    return between(-2, 2, dims);
  }

  static TensorData between(double low, double high, long... dims) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, dims));
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, low + (high - low) * RANDOM.nextDouble());
    }
    return data;
  }

  static TensorData whole(DataType dtype, int low, int limit, long... dims) {
    TensorData data = TensorData.zeros(TensorType.of(dtype, dims));
    for (long i = 0; i < data.size(); i++) {
      data.setLong(i, low + RANDOM.nextInt(limit - low));
    }
    return data;
  }

  static TensorData longs(long... values) {
    return TensorData.of(values, values.length);
  }

  static TensorData reals(double... values) {
    return TensorData.of(values, values.length).cast(DataType.FLOAT32);
  }

  static NodeCase node(String type, int opset) {
    return new NodeCase(type, opset);
  }
}
