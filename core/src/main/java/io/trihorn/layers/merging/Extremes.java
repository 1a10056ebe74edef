package io.trihorn.layers.merging;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;

/** Reduction of inputs by a function without neutral element, masked elements left out. */
final class Extremes {
  private Extremes() {}

  static Tensor of(List<Tensor> inputs, List<Tensor> masks, BinaryOperator<Tensor> function) {
    Tensor result = inputs.get(0);
    Tensor valid = wide(masks.get(0), result);
    for (int i = 1; i < inputs.size(); i++) {
      Tensor x = inputs.get(i);
      Tensor mask = wide(masks.get(i), x);
      if (mask != null) {
        x = Ops.where(mask, x, result);
      }
      if (valid != null) {
        result = Ops.where(valid, result, x);
      }
      valid = mask != null && valid != null ? Ops.logicalOr(valid, mask) : null;
      result = function.apply(result, x);
    }
    return result;
  }

  private static Tensor wide(Tensor mask, Tensor x) {
    return mask == null ? null : Merge.spread(mask, x);
  }
}
