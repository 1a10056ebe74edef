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
 * The gradient of a convolution with respect to its kernel: products of what the windows see in the
 * input with the output's gradient, in the form that measured fastest for the sizes.
 */
final class KernelGradients {
  /** Windows of more places are not unfolded. */
  private static final long MOST_TAPS = 100;

  private static final long MOVED_TWICE = 2;

  private KernelGradients() {}

  static Operand lower(Linear.ConvKernelGradient op, Lowering l) {
    Emit e = l.emit();
    Geometry g = Geometry.of(op.spec());
    long groups = op.spec().groups();
    Operand x = Windows.toOnnx(e, l.input(0), op.spec().layout());
    Operand dy = Windows.toOnnx(e, l.input(1), op.spec().layout());
    long[] kernel = op.kernelShape().getShape();
    long taps = Windows.product(LongStream.of(kernel).limit(g.rank()).toArray());
    if (taps > MOST_TAPS && x.dtype() != DataType.FLOAT64) {
      return byConvolution(e, g, groups, x, dy, kernel);
    }
    return groups == 1 && hasLargeProducts(kernel[g.rank()], dy, taps)
        ? byTap(e, g, x, dy, kernel)
        : byImage(e, g, groups, x, dy, kernel);
  }

  /** Whether one product for each image would be larger than what it is made of. */
  private static boolean hasLargeProducts(long in, Operand dy, long taps) {
    long out = dy.dim(1);
    long size = Windows.product(Windows.spatial(dy));
    // Single places need no unfolding, so that the larger products have to pay for two transposes.
    return taps > 1 ? out > size : in * out > MOVED_TWICE * (in + out) * size;
  }

  /** One product for each image and group, summed over the images. */
  private static Operand byImage(
      Emit e, Geometry g, long groups, Operand x, Operand dy, long[] kernel) {
    int n = g.rank();
    long[] window = LongStream.of(kernel).limit(n).toArray();
    long in = kernel[n];
    long out = kernel[n + 1] / groups;
    long batch = x.dim(0);
    long size = Windows.product(Windows.spatial(dy));
    long taps = Windows.product(window);
    Operand patches = patches(e, g, x, window, Windows.spatial(dy));
    Operand columns = e.reshape(patches, batch * groups, in * taps, size);
    Operand rows = e.reshape(dy, batch * groups, out, size);
    Operand products = e.matmul(columns, rows, false, true);
    Operand split = e.reshape(products, batch, groups, in, taps, out);
    Operand sum = e.reduce("ReduceSum", split, List.of(0), false);
    return e.reshape(e.transpose(sum, 2, 1, 0, 3), kernel);
  }

  /**
   * What each window sees, in the order {@code (batch, channels, taps, output...)}. A convolution
   * of each channel by itself, with one filter for each place of the window that lets only this
   * place through, unfolds faster than slices do.
   */
  private static Operand patches(Emit e, Geometry g, Operand x, long[] window, long[] output) {
    if (x.dtype() == DataType.FLOAT64) {
      Operand padded = Windows.pad(e, x, g.low(), g.high(), 0);
      return Windows.patches(e, Windows.taps(e, padded, window, g.strides(), g.dilation(), output));
    }
    int taps = Math.toIntExact(Windows.product(window));
    if (taps == 1 && g.unitStrides() && g.unpadded()) {
      return x;
    }
    TensorData filters =
        TensorData.zeros(
            TensorType.of(
                x.dtype(),
                LongStream.concat(LongStream.of(taps, 1), LongStream.of(window)).toArray()));
    for (int tap = 0; tap < taps; tap++) {
      filters.setDouble((long) tap * taps + tap, 1);
    }
    long[] apart = x.dims();
    apart[0] *= apart[1];
    apart[1] = 1;
    return ConvLowerings.convolve(e, e.reshape(x, apart), e.constant(filters), g, 1);
  }

  /**
   * One product for each place of the window, with batch and output elements as inner axis: for
   * many filters on small images.
   */
  private static Operand byTap(Emit e, Geometry g, Operand x, Operand dy, long[] kernel) {
    int n = g.rank();
    long[] window = LongStream.of(kernel).limit(n).toArray();
    long[] output = Windows.spatial(dy);
    long inner = x.dim(0) * Windows.product(output);
    Operand padded = Windows.pad(e, e.transpose(x, swap(n)), g.low(), g.high(), 0);
    Operand rows = e.reshape(e.transpose(dy, swap(n)), kernel[n + 1], inner);
    List<Operand> products =
        Windows.taps(e, padded, window, g.strides(), g.dilation(), output).stream()
            .map(t -> e.matmul(e.reshape(t, kernel[n], inner), rows, false, true))
            .toList();
    return e.reshape(e.concat(products, 0), kernel);
  }

  private static int[] swap(int n) {
    return IntStream.range(0, n + 2).map(i -> i < 2 ? 1 - i : i).toArray();
  }

  /**
   * A convolution that takes the batch for channels and the gradient for its kernel, strides and
   * dilation exchanged: twice as slow for small windows, but as many nodes for any.
   */
  private static Operand byConvolution(
      Emit e, Geometry g, long groups, Operand x, Operand dy, long[] kernel) {
    int n = g.rank();
    long in = kernel[n];
    long[] grouped =
        LongStream.concat(LongStream.of(x.dim(0), groups, in), LongStream.of(Windows.spatial(x)))
            .toArray();
    int[] turn = IntStream.range(0, n + 3).map(i -> i < 3 ? 2 - i : i).toArray();
    long[] images =
        LongStream.concat(LongStream.of(in, groups * x.dim(0)), LongStream.of(Windows.spatial(x)))
            .toArray();
    Operand input = e.reshape(e.transpose(e.reshape(x, grouped), turn), images);
    Geometry back = new Geometry(g.dilation(), g.low(), g.high(), g.strides());
    Operand all = ConvLowerings.convolve(e, input, e.transpose(dy, swap(n)), back, groups);
    // Where the stride does not divide, elements that no window reaches make further rows.
    long[] limits = all.dims();
    System.arraycopy(kernel, 0, limits, 2, n);
    Operand cut = e.slice(all, new long[n + 2], limits, Windows.filled(n + 2, 1));
    int[] last = IntStream.range(0, n + 2).map(i -> i < n ? i + 2 : i - n).toArray();
    return e.transpose(cut, last);
  }
}
