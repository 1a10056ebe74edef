package io.trihorn.backend.onnx.emit;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.onnx.emit.ConvLowerings.Geometry;
import io.trihorn.graph.Linear;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The gradient of a convolution with respect to its kernel, as matrix products of the input's
 * patches with the output's gradient. A convolution with batch and channels swapped gives it too,
 * but takes two to four times as long: its kernel would be as large as the image.
 */
final class KernelGradients {
  private KernelGradients() {}

  static Operand lower(Linear.ConvKernelGradient op, Lowering l) {
    Emit e = l.emit();
    Geometry g = Geometry.of(op.spec());
    Operand x = Windows.toOnnx(e, l.input(0), op.spec().layout());
    Operand dy = Windows.toOnnx(e, l.input(1), op.spec().layout());
    long[] kernel = op.kernelShape().getShape();
    long[] window = LongStream.of(kernel).limit(g.rank()).toArray();
    boolean manyFilters = dy.dim(1) > Windows.product(Windows.spatial(dy));
    return manyFilters && op.spec().groups() == 1 && Windows.product(window) > 1
        ? byTap(e, g, x, dy, kernel)
        : byImage(e, g, op.spec().groups(), x, dy, kernel);
  }

  /** One product for each image and group, summed over the images. */
  static Operand byImage(Emit e, Geometry g, long groups, Operand x, Operand dy, long[] kernel) {
    int n = g.rank();
    long[] window = LongStream.of(kernel).limit(n).toArray();
    long in = kernel[n];
    long out = kernel[n + 1] / groups;
    long batch = x.dim(0);
    long[] output = Windows.spatial(dy);
    long size = Windows.product(output);
    long taps = Windows.product(window);
    Operand patches = patches(e, g, x, window, output);
    Operand columns = e.reshape(patches, batch * groups, in * taps, size);
    Operand rows = e.reshape(dy, batch * groups, out, size);
    Operand products = e.matmul(columns, rows, false, true);
    Operand sum =
        e.reduce("ReduceSum", e.reshape(products, batch, groups, in, taps, out), List.of(0), false);
    return e.reshape(e.transpose(sum, 2, 1, 0, 3), kernel);
  }

  /**
   * What each window sees, {@code (batch, channels * taps, output...)}. A convolution of each
   * channel by itself, with one filter for each place of the window that lets only this place
   * through, unfolds faster than slices do.
   */
  private static Operand patches(Emit e, Geometry g, Operand x, long[] window, long[] output) {
    long taps = Windows.product(window);
    if (x.dtype() == DataType.FLOAT64) {
      Operand padded = Windows.pad(e, x, g.low(), g.high(), 0);
      return Windows.patches(e, Windows.taps(e, padded, window, g.strides(), g.dilation(), output));
    }
    if (taps == 1 && g.unitStrides() && g.unpadded()) {
      return x;
    }
    long channels = x.dim(1);
    long[] dims =
        LongStream.concat(LongStream.of(channels * taps, 1), LongStream.of(window)).toArray();
    TensorData filters = TensorData.zeros(TensorType.of(x.dtype(), dims));
    for (long filter = 0; filter < channels * taps; filter++) {
      filters.setDouble(filter * taps + filter % taps, 1);
    }
    return ConvLowerings.convolve(e, x, e.constant(filters), g, channels);
  }

  /** One product for each place of the window, with batch and output elements as inner axis. */
  static Operand byTap(Emit e, Geometry g, Operand x, Operand dy, long[] kernel) {
    int n = g.rank();
    long[] window = LongStream.of(kernel).limit(n).toArray();
    long[] output = Windows.spatial(dy);
    long inner = x.dim(0) * Windows.product(output);
    int[] swap = IntStream.range(0, n + 2).map(i -> i < 2 ? 1 - i : i).toArray();
    Operand padded = Windows.pad(e, e.transpose(x, swap), g.low(), g.high(), 0);
    Operand rows = e.reshape(e.transpose(dy, swap), kernel[n + 1], inner);
    List<Operand> products =
        Windows.taps(e, padded, window, g.strides(), g.dilation(), output).stream()
            .map(t -> e.matmul(e.reshape(t, kernel[n], inner), rows, false, true))
            .toList();
    return e.reshape(e.concat(products, 0), kernel);
  }
}
