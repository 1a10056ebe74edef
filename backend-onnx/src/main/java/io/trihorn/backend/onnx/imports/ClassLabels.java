package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * The classes of a classifier: integers, or texts as their numbers in the model's {@link
 * Vocabulary}.
 */
record ClassLabels(OpCall call, long[] labels, boolean texts) {
  static ClassLabels of(OpCall call, String integers, String strings) {
    List<String> texts = call.texts(strings);
    long[] labels = texts.isEmpty() ? call.integers(integers) : call.vocabulary().numbers(texts);
    return new ClassLabels(call, labels == null ? new long[0] : labels, !texts.isEmpty());
  }

  int count() {
    return labels.length;
  }

  /** The labels at positions. */
  Tensor at(Tensor positions) {
    Tensor taken =
        Shapes.take(call.constant(Values.longs(labels)), Ops.cast(positions, DataType.INT64), 0);
    return texts ? call.text(taken) : taken;
  }

  /** The labels of the largest scores, {@code (batch)}. */
  Tensor largest(Tensor scores) {
    return at(Ops.argmax(scores, -1));
  }

  /** The second label where a condition holds, else the first; 1 and 0 where there are none. */
  Tensor choose(Tensor condition) {
    if (count() != 2) {
      return Ops.cast(condition, DataType.INT64);
    }
    return at(Ops.cast(condition, DataType.INT64));
  }

  /** A list of numbers in an operand's element type. */
  static Tensor row(OpCall call, double[] values, DataType dtype) {
    return call.constant(TensorData.of(values, values.length).cast(dtype));
  }
}
