package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Value;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * Integers that stand for floats. No gradient goes through integers, and that of rounding is 0: so
 * in training floats of the same values go along with them, through which gradients go as if
 * nothing were rounded, as is usual where quantized networks train (Bengio et al., 2013).
 */
final class WholeNumbers {
  private final boolean training;
  private final Map<Value, Tensor> floats = new HashMap<>();

  WholeNumbers(boolean training) {
    this.training = training;
  }

  /** Rounded to the nearest, to even ones half way. */
  Tensor round(Tensor x) {
    Tensor rounded = Ops.round(x);
    // Neither the difference nor the sum rounds: both are near or 0.
    return training ? Ops.add(x, Ops.stopGradient(Ops.subtract(rounded, x))) : rounded;
  }

  /** Whole floats as integers, the nearest there are. */
  Tensor saturated(Tensor x, DataType dtype) {
    return of(Ops.clip(x, Values.lowest(dtype), Values.highest(dtype)), dtype);
  }

  /** Whole floats, all within the range of an integer type, as such integers. */
  Tensor of(Tensor x, DataType dtype) {
    Tensor whole = Ops.cast(x, dtype);
    if (training) {
      floats.put(whole.value(), x);
    }
    return whole;
  }

  /** Integers as floats. */
  Tensor floats(Tensor whole, DataType dtype) {
    return Ops.cast(floats.getOrDefault(whole.value(), whole), dtype);
  }
}
