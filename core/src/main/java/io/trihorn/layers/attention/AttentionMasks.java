package io.trihorn.layers.attention;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.Objects;

/** Boolean masks that say which positions a query may look at: true where it may. */
final class AttentionMasks {
  private AttentionMasks() {}

  /** The conjunction of masks that broadcast against each other; null stands for true. */
  static Tensor all(Tensor... masks) {
    return Arrays.stream(masks)
        .filter(Objects::nonNull)
        .map(mask -> Ops.cast(mask, DataType.BOOLEAN))
        .reduce(Ops::logicalAnd)
        .orElse(null);
  }

  /** {@code (batch, queries) -> (batch, queries, 1)}; null stays null. */
  static Tensor ofQueries(Tensor mask) {
    return mask == null ? null : Shapes.expandDims(mask, -1);
  }

  /** {@code (batch, keys) -> (batch, 1, keys)}; null stays null. */
  static Tensor ofKeys(Tensor mask) {
    return mask == null ? null : Shapes.expandDims(mask, -2);
  }

  /** {@code (queries, keys)}: a query sees its own position and those before. */
  static Tensor causal(Tensor like, long queries, long keys) {
    return Ops.greaterEqual(rows(like, queries), columns(like, keys));
  }

  /** {@code (queries, keys)}: a query sees positions less than {@code width} away. */
  static Tensor window(Tensor like, long queries, long keys, int width) {
    return Ops.less(Ops.abs(Ops.subtract(rows(like, queries), columns(like, keys))), width);
  }

  private static Tensor rows(Tensor like, long n) {
    return Shapes.expandDims(columns(like, n), 1);
  }

  private static Tensor columns(Tensor like, long n) {
    return Shapes.arange(like, n, DataType.INT32);
  }
}
