package io.trihorn.quantizers;

import ai.djl.ndarray.types.DataType;
import io.trihorn.composites.AbsMaxRounding;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Axes;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/** Quantization by the largest magnitude, or by the least and the greatest of a group. */
public final class AbsMax {
  /** What is added to ranges, so that zeros have a scale. */
  public static final double EPSILON = 1e-7;

  private AbsMax() {}

  /**
   * A matrix in groups of rows with scales and zero points.
   *
   * @param values the integers {@code (rows, columns)}
   * @param scale {@code (groups, columns)}; {@code (values - zero) * scale} is about the matrix
   * @param zeroPoint int8 {@code (groups, columns)}
   */
  public record Grouped(Tensor values, Tensor scale, Tensor zeroPoint) {}

  /**
   * int8 from -127 to 127.
   *
   * @param axes those that share one scale
   */
  public static Quantizer.Quantized absMaxQuantize(Tensor x, int... axes) {
    return absMaxQuantize(x, ValueRange.INT8, DataType.INT8, EPSILON, axes);
  }

  /**
   * Integers in proportion to a tensor, halves to even: {@code scale = high / (max|x| + epsilon)},
   * {@code values = clip(round(x * scale), low, high)}.
   *
   * @param x floating
   * @param axes those that share one scale; they keep an extent of 1 in it
   */
  public static Quantizer.Quantized absMaxQuantize(
      Tensor x, ValueRange range, DataType dtype, double epsilon, int... axes) {
    List<Integer> along = Axes.of("abs_max_quantize", x.rank(), axes);
    List<Tensor> made =
        new AbsMaxRounding(range.low(), range.high(), dtype, epsilon, along).apply(x);
    return new Quantizer.Quantized(made.get(0), made.get(1));
  }

  /**
   * int8 from -8 to 7 in groups of rows.
   *
   * @param toNumpy as in {@link #absMaxQuantizeGroupedWithZeroPoint(Tensor, int, ValueRange,
   *     DataType, double, boolean)}
   */
  public static Grouped absMaxQuantizeGroupedWithZeroPoint(
      Tensor x, int blockSize, boolean toNumpy) {
    return absMaxQuantizeGroupedWithZeroPoint(
        x, blockSize, ValueRange.INT4, DataType.INT8, EPSILON, toNumpy);
  }

  /**
   * Integers of a matrix whose columns are quantized in groups of rows, from the least of a group
   * to its greatest: {@code values = clip(round(x / scale) + zero, low, high)}. Rows that are
   * missing in the last group count as zeros.
   *
   * @param x floating {@code (rows, columns)}
   * @param blockSize how many rows make a group
   * @param toNumpy whether the range of a group of equal numbers is only {@code epsilon}, as in
   *     Keras's code for NumPy, which {@code model.quantize} takes; else it is widened by 1 to both
   *     sides
   */
  public static Grouped absMaxQuantizeGroupedWithZeroPoint(
      Tensor x, int blockSize, ValueRange range, DataType dtype, double epsilon, boolean toNumpy) {
    if (x.rank() != 2 || blockSize < 1) {
      throw new ShapeException(
          "abs_max_quantize_grouped_with_zero_point: expected a matrix and groups of 1 row or more,"
              + " but got "
              + x.type()
              + " and "
              + blockSize);
    }
    long rows = x.dim(0);
    long groups = (rows + blockSize - 1) / blockSize;
    Tensor padded = Shapes.pad(x, new long[] {0, 0}, new long[] {groups * blockSize - rows, 0}, 0);
    Tensor blocks = Shapes.reshape(padded, groups, blockSize, x.dim(1));
    Tensor low = Ops.min(blocks, 1);
    Tensor high = Ops.max(blocks, 1);
    if (!toNumpy) {
      Tensor equal = Ops.equal(low, high);
      low = Ops.where(equal, Ops.subtract(low, 1), low);
      high = Ops.where(equal, Ops.add(high, 1), high);
    }
    Tensor scale = Ops.divide(Ops.add(Ops.subtract(high, low), epsilon), range.steps());
    Tensor zero = Ops.add(Ops.round(Ops.divide(Ops.negative(low), scale)), range.low());
    zero = Ops.clip(zero, range.low(), range.high());
    Tensor values =
        Ops.add(
            Ops.round(Ops.divide(blocks, Shapes.expandDims(scale, 1))), Shapes.expandDims(zero, 1));
    values = Ops.cast(Ops.clip(values, range.low(), range.high()), dtype);
    values = Shapes.slice(Shapes.reshape(values, groups * blockSize, x.dim(1)), 0, 0, rows);
    return new Grouped(values, scale, Ops.cast(zero, DataType.INT8));
  }
}
