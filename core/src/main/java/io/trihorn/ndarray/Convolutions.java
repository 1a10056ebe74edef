package io.trihorn.ndarray;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.ShapeException;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;
import java.util.Arrays;
import java.util.List;

/**
 * Convolution of {@code (batch, channels, spatial...)} with a kernel {@code (filters, channels /
 * groups, spatial...)}, and transposed convolution with one of the same layout.
 *
 * @param stride steps of the kernel
 * @param padding zeros before and after each axis; of a transposed convolution, what is cut there
 * @param dilation distances of the kernel's elements
 * @param groups groups of channels
 */
record Convolutions(Shape stride, Shape padding, Shape dilation, int groups) {
  /** {@code (input, kernel[, bias]) -> output}. */
  Operation convolution() {
    return new Operation(
        "convolution",
        in -> {
          Tensor kernel = spatialFirst(in.get(1), 1, 0);
          checkRanks(in.get(0), in.get(1));
          List<Integer> pad = Pools.integers(padding);
          return List.of(biased(Windows.conv(in.get(0), kernel, spec(pad)), in));
        },
        this);
  }

  /**
   * {@code (input, kernel[, bias]) -> output}.
   *
   * @param outPadding elements added after the end of each axis
   */
  Operation transposed(Shape outPadding) {
    return new Operation(
        "deconvolution",
        in -> {
          Tensor x = in.get(0);
          checkRanks(x, in.get(1));
          long[] dims = x.type().dims();
          dims[1] = in.get(1).dim(0);
          Integer[] high = new Integer[stride.dimension()];
          for (int i = 0; i < high.length; i++) {
            long window = (in.get(1).dim(2 + i) - 1) * dilation.get(i) + 1;
            long covered = (x.dim(2 + i) - 1) * stride.get(i) + window;
            dims[2 + i] = covered - 2 * padding.get(i) + outPadding.get(i);
            high[i] = Math.toIntExact(Math.max(0, padding.get(i) - outPadding.get(i)));
          }
          // Of the convolution whose gradient this is, the filters are this one's channels.
          Tensor kernel = spatialFirst(grouped(in.get(1)), 0, 1);
          Tensor y = Windows.convTranspose(x, kernel, spec(Arrays.asList(high)), new Shape(dims));
          return List.of(biased(y, in));
        },
        this,
        outPadding);
  }

  /** {@code (filters, channels / groups, ...)} as {@code (filters / groups, channels, ...)}. */
  private Tensor grouped(Tensor kernel) {
    if (groups == 1) {
      return kernel;
    }
    long[] dims = kernel.type().dims();
    long filters = dims[0] / groups;
    List<Tensor> parts = Shapes.splitEqually(kernel, 0, groups);
    Tensor joined = Shapes.concatenate(parts, 1);
    if (joined.dim(0) != filters) {
      throw new ShapeException(
          "deconvolution: " + kernel.type() + " has no " + groups + " equal groups of filters");
    }
    return joined;
  }

  private void checkRanks(Tensor x, Tensor kernel) {
    int rank = stride.dimension() + 2;
    boolean even =
        padding.dimension() == stride.dimension() && dilation.dimension() == stride.dimension();
    if (x.rank() != rank || kernel.rank() != rank || !even) {
      throw new ShapeException(
          "convolution: expected (batch, channels) and as many axes as the stride "
              + stride
              + " has, of the input, the kernel, the padding and the dilation, but got "
              + List.of(x.type(), kernel.type(), padding, dilation));
    }
  }

  private static Tensor spatialFirst(Tensor kernel, int... last) {
    int[] axes = new int[kernel.rank()];
    for (int i = 0; i < axes.length - 2; i++) {
      axes[i] = 2 + i;
    }
    axes[axes.length - 2] = last[0];
    axes[axes.length - 1] = last[1];
    return Shapes.transpose(kernel, axes);
  }

  private ConvSpec spec(List<Integer> high) {
    return new ConvSpec(
        Pools.integers(stride),
        Pools.integers(padding),
        high,
        Pools.integers(dilation),
        groups,
        Layout.CHANNELS_FIRST);
  }

  private static Tensor biased(Tensor y, List<Tensor> in) {
    return in.size() < 3 ? y : Nn.biasAdd(y, in.get(2), 1);
  }
}
