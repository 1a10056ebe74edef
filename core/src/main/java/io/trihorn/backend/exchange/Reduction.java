package io.trihorn.backend.exchange;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * Tensors of all workers become one. They are taken in the order of the workers, so that what is
 * done again comes to the same bits.
 */
public final class Reduction {
  private Reduction() {}

  /**
   * A term of a sum.
   *
   * @param weight what it is multiplied with
   * @param tensor the tensor
   */
  public record Part(double weight, RowTensor tensor) {}

  /** The sum of tensors of floats, of which only rows are touched that one of them has. */
  public static RowTensor sum(TensorType type, List<Part> parts) {
    List<Part> there = parts.stream().filter(p -> !p.tensor().isZero()).toList();
    if (there.isEmpty()) {
      return RowTensor.whole(type, null);
    }
    return RowSum.of(type, there);
  }

  /**
   * Combines tensors element by element: of booleans, 0 and 1, the smaller is that all hold and the
   * larger that any does.
   *
   * @param kind how; a mean's terms are weighted already, and it is their sum
   */
  public static TensorData of(ReduceKind kind, TensorType type, List<TensorData> parts) {
    boolean sum = kind == ReduceKind.SUM || kind == ReduceKind.MEAN;
    if (sum && type.dtype().isFloating()) {
      TensorData whole =
          sum(type, parts.stream().map(p -> new Part(1, RowTensor.of(type, p))).toList()).whole();
      return whole == null ? TensorData.zeros(type) : whole;
    }
    TensorData whole = TensorData.zeros(type);
    if (type.dtype().isFloating() || type.dtype() == DataType.BOOLEAN) {
      DoubleBinaryOperator by = floating(kind);
      for (long i = 0; i < type.size(); i++) {
        double value = parts.get(0).getDouble(i);
        for (int k = 1; k < parts.size(); k++) {
          value = by.applyAsDouble(value, parts.get(k).getDouble(i));
        }
        whole.setDouble(i, value);
      }
    } else {
      LongBinaryOperator by = integer(kind);
      for (long i = 0; i < type.size(); i++) {
        long value = parts.get(0).getLong(i);
        for (int k = 1; k < parts.size(); k++) {
          value = by.applyAsLong(value, parts.get(k).getLong(i));
        }
        whole.setLong(i, value);
      }
    }
    return whole;
  }

  private static DoubleBinaryOperator floating(ReduceKind kind) {
    return switch (kind) {
      case SUM, MEAN -> Double::sum;
      case PROD -> (x, y) -> x * y;
      case MAX, ANY -> Math::max;
      case MIN, ALL -> Math::min;
    };
  }

  private static LongBinaryOperator integer(ReduceKind kind) {
    return switch (kind) {
      case SUM, MEAN -> Long::sum;
      case PROD -> (x, y) -> x * y;
      case MAX, ANY -> Math::max;
      case MIN, ALL -> Math::min;
    };
  }
}
