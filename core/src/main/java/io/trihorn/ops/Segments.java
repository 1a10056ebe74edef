package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;

/**
 * Reductions of the rows of data {@code (n, ...)} that have one number {@code (n)}, to {@code
 * (segments, ...)}, under the names of {@code keras.ops}. Rows of no segment are dropped.
 */
public final class Segments {
  private Segments() {}

  /** Sums; 0 of an empty segment. */
  public static Tensor segmentSum(Tensor data, Tensor ids, long segments) {
    long[] dims = data.type().dims();
    dims[0] = segments + 1;
    Tensor index = Ops.cast(ids, DataType.INT32);
    Tensor known = Ops.logicalAnd(Ops.greaterEqual(index, 0), Ops.less(index, segments));
    // Rows of no segment go to one more, which is cut off.
    Tensor place = Ops.where(known, index, Shapes.full(index, segments, DataType.INT32));
    Tensor zeros = Shapes.full(data, 0, data.dtype(), dims);
    return Shapes.slice(Shapes.scatterAdd(zeros, place, data), 0, 0, segments);
  }

  /** Largest; -inf, or the smallest integer, of an empty segment. */
  public static Tensor segmentMax(Tensor data, Tensor ids, long segments) {
    return Ops.max(spread(data, ids, segments, lowest(data.dtype())), 1);
  }

  /** Smallest; inf, or the largest integer, of an empty segment. */
  public static Tensor segmentMin(Tensor data, Tensor ids, long segments) {
    return Ops.min(spread(data, ids, segments, highest(data.dtype())), 1);
  }

  /** Products; 1 of an empty segment. */
  public static Tensor segmentProd(Tensor data, Tensor ids, long segments) {
    return Ops.prod(spread(data, ids, segments, 1), 1);
  }

  /** {@code (segments, n, ...)}: the rows of each segment, and a neutral value for the others. */
  private static Tensor spread(Tensor data, Tensor ids, long segments, double neutral) {
    Tensor number = Shapes.arange(data, segments, DataType.INT32);
    Tensor own = Ops.equal(Shapes.expandDims(number, 1), Ops.cast(ids, DataType.INT32));
    long[] dims = new long[data.rank() + 1];
    Arrays.fill(dims, 1);
    dims[0] = segments;
    dims[1] = data.dim(0);
    Tensor others = Shapes.full(data, neutral, data.dtype());
    return Ops.where(Shapes.reshape(own, dims), Shapes.expandDims(data, 0), others);
  }

  private static double lowest(DataType dtype) {
    return switch (dtype) {
      case INT8 -> Byte.MIN_VALUE;
      case UINT8 -> 0;
      case INT32 -> Integer.MIN_VALUE;
      case INT64 -> Long.MIN_VALUE;
      default -> Double.NEGATIVE_INFINITY;
    };
  }

  private static double highest(DataType dtype) {
    return switch (dtype) {
      case INT8 -> Byte.MAX_VALUE;
      case UINT8 -> 255;
      case INT32 -> Integer.MAX_VALUE;
      case INT64 -> Long.MAX_VALUE;
      default -> Double.POSITIVE_INFINITY;
    };
  }
}
