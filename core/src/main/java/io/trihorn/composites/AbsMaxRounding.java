package io.trihorn.composites;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Fusion;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * {@code x -> (values, scale)}: integers in proportion to a floating tensor, halves to even, with
 * {@code scale = high / (max|x| + epsilon)} over some axes, which keep an extent of 1 in it, and
 * {@code values = clip(round(x * scale), low, high)}. Where {@code x} is not finite, neither is the
 * scale or it is 0, and the values are any.
 *
 * @param low the least integer
 * @param high the greatest
 * @param dtype the integers' element type
 * @param epsilon added to magnitudes, so that zeros have a scale
 * @param axes not negative
 */
public record AbsMaxRounding(int low, int high, DataType dtype, double epsilon, List<Integer> axes)
    implements Fusion {
  /** Of what is as large as this, the error of a product of these types is far from a half. */
  private static final int LARGE = 1 << 15;

  private static final Set<DataType> WIDE = EnumSet.of(DataType.FLOAT32, DataType.FLOAT64);

  /** With axes that nobody changes. */
  public AbsMaxRounding {
    axes = List.copyOf(axes);
  }

  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    if (inputs.size() != 1 || !x.dtype().isFloating()) {
      throw new ShapeException("abs_max_rounding: expected a floating tensor, but got " + inputs);
    }
    long[] dims = x.dims();
    axes.forEach(axis -> dims[axis] = 1);
    return List.of(x.withDtype(dtype), x.withShape(dims));
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor x = in.get(0);
    int[] over = IntStream.range(0, axes.size()).map(axes::get).toArray();
    Tensor largest = Ops.maxKeep(Ops.abs(x), over);
    Tensor scale = Ops.cast(Ops.divide(high, Ops.add(largest, epsilon)), x.dtype());
    Tensor values = Ops.round(Ops.multiply(x, scale));
    return List.of(
        Ops.cast(isWithin(x.dtype()) ? values : Ops.clip(values, low, high), dtype), scale);
  }

  /** Whether values are within their range by their scale, whose error is too small to be seen. */
  private boolean isWithin(DataType computing) {
    return low <= -high && high <= LARGE && WIDE.contains(computing);
  }
}
