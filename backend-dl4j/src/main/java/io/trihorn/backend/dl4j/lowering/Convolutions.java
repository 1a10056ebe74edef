package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.Ref;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which way to compute a convolution or its gradients in float32: by the newest oneDNN where it is
 * there, {@link OneDnnConvolutions}, else by libnd4j's own ops, with its older one, for one or two
 * axes. {@link Columns} does the rest. The choices are by measurement.
 */
public final class Convolutions {
  private static final long SAME_PADDING = 0;
  private static final long CHANNELS_LAST = 1;
  private static final long KERNEL_AS_IS = 0;

  /** Products of channels and filters from which on one op for both gradients is faster. */
  private static final long MANY_CHANNELS = 512;

  /** Up to here oneDNN, which fills its registers with channels or filters, is the slower way. */
  private static final long FEW_CHANNELS = 4;

  private static final long FEW_FILTERS = 12;

  /** Products of channels and filters up to which oneDNN's gradients are the slower way. */
  private static final long THIN = 96;

  private Convolutions() {}

  private static boolean isThin(ConvGeometry g) {
    return g.groups() == 1 && g.channels() * g.filters() <= THIN;
  }

  /** libnd4j passes oneDNN the padding of a kernel without dilation, which oneDNN refuses. */
  private static boolean isNative(ConvGeometry g, DataType dtype) {
    return g.rank() <= 2
        && !g.isDilated()
        && dtype == DataType.FLOAT32
        && (g.groups() == 1 || g.isDepthwise());
  }

  private static Ref lift(Ref image) {
    long[] s = image.shape();
    return image.reshape(s[0], 1, s[1], s[2]);
  }

  private static Ref liftKernel(Ref w) {
    long[] s = w.shape();
    return w.reshape(1, s[0], s[1], s[2]);
  }

  static Ref forward(Emitter emit, ConvGeometry g, Ref x, Ref w) {
    if (g.isPointwise() && g.groups() == 1) {
      Ref y = emit.temp(x.dtype(), g.outputShape());
      MatMulLowering.multiply(
          emit,
          x.reshape(g.windows(), g.channels()),
          false,
          w.reshape(g.channels(), g.filters()),
          false,
          y.reshape(g.windows(), g.filters()));
      return y;
    }
    if (g.channels() <= FEW_CHANNELS && g.filters() <= FEW_FILTERS && BlockedColumns.fits(g)) {
      return BlockedColumns.of(emit, g).forward(x, w);
    }
    Optional<OneDnnConvolutions> oneDnn = OneDnnConvolutions.of(emit, g, x.dtype());
    if (oneDnn.isPresent()) {
      return oneDnn.get().forward(x, w);
    }
    if (!isNative(g, x.dtype())) {
      return Columns.forward(emit, g, x, w);
    }
    if (g.rank() == 1) {
      return forward(emit, g.lifted(), lift(x), liftKernel(w)).reshape(g.outputShape());
    }
    if (!g.isSymmetric()) {
      return forward(emit, g.padded(), Columns.padded(emit, g, x), w);
    }
    Ref y = emit.temp(x.dtype(), g.outputShape());
    emit.custom(
        g.groups() == 1 ? "conv2d" : "depthwise_conv2d",
        List.of(x, kernel(g, w)),
        List.of(y),
        arguments(g));
    return y;
  }

  /** Depthwise kernels are (taps, channels, filters per channel) in libnd4j: the same elements. */
  private static Ref kernel(ConvGeometry g, Ref w) {
    return g.groups() == 1
        ? w
        : w.reshape(g.kernel()[0], g.kernel()[1], g.channels(), g.groupFilters());
  }

  private static Args arguments(ConvGeometry g) {
    return Args.ints(
        g.kernel()[0],
        g.kernel()[1],
        g.strides()[0],
        g.strides()[1],
        g.low()[0],
        g.low()[1],
        g.dilation()[0],
        g.dilation()[1],
        SAME_PADDING,
        CHANNELS_LAST,
        KERNEL_AS_IS);
  }

  static Ref inputGradient(Emitter emit, ConvGeometry g, Ref dy, Ref w) {
    if (g.isPointwise() && g.groups() == 1) {
      Ref dx = emit.temp(dy.dtype(), g.inputShape());
      MatMulLowering.multiply(
          emit,
          dy.reshape(g.windows(), g.filters()),
          false,
          w.reshape(g.channels(), g.filters()),
          true,
          dx.reshape(g.windows(), g.channels()));
      return dx;
    }
    Optional<OneDnnConvolutions> oneDnn = OneDnnConvolutions.of(emit, g, dy.dtype());
    if (oneDnn.isPresent() && !isThin(g)) {
      return oneDnn.get().inputGradient(dy, w);
    }
    if (!isNative(g, dy.dtype()) || g.groups() > 1) {
      return Columns.inputGradient(emit, g, dy, w);
    }
    return isWorthFlipping(g)
        ? forward(emit, g.flipped(), dy, flipped(emit, g, w))
        : transposed(emit, g, dy, w);
  }

  /**
   * Whether a convolution with the kernel turned around is the faster way to the input gradient: it
   * goes over the padding too, so the output may not be much smaller than the input.
   */
  private static boolean isWorthFlipping(ConvGeometry g) {
    ConvGeometry f = g.flipped();
    return g.hasUnitStrides()
        && Arrays.stream(f.low()).allMatch(p -> p >= 0)
        && Arrays.stream(f.high()).allMatch(p -> p >= 0)
        && 2 * ConvGeometry.product(g.input()) <= 3 * ConvGeometry.product(g.output());
  }

  /**
   * libnd4j's op for the input gradient; it is right where there is no padding and the windows
   * reach the end.
   */
  private static Ref transposed(Emitter emit, ConvGeometry g, Ref dy, Ref w) {
    if (g.rank() == 1) {
      Ref dx = transposed(emit, g.lifted(), lift(dy), liftKernel(w));
      return emit.reshape(dx, g.inputShape());
    }
    ConvGeometry seen = g.seen();
    Ref dx = emit.temp(dy.dtype(), seen.inputShape());
    emit.custom("deconv2d", List.of(dy, w), List.of(dx), arguments(seen));
    if (Arrays.equals(seen.input(), g.paddedInput())) {
      return g.inside(dx, 1);
    }
    Ref padded = emit.temp(dy.dtype(), g.padded().inputShape());
    emit.fill(padded, 0);
    emit.copy(dx, padded.part(1, 0, seen.input()[0]).part(2, 0, seen.input()[1]));
    return g.inside(padded, 1);
  }

  /** The kernel turned around, its channels and filters swapped. */
  private static Ref flipped(Emitter emit, ConvGeometry g, Ref w) {
    int n = g.rank();
    Ref result = w;
    for (int i = 0; i < n; i++) {
      result = result.reverse(i);
    }
    List<Integer> order =
        IntStream.range(0, n + 2).mapToObj(i -> i == n ? n + 1 : i == n + 1 ? n : i).toList();
    return emit.dense(result.transpose(order));
  }

  static Ref kernelGradient(Emitter emit, ConvGeometry g, Ref x, Ref dy) {
    Optional<OneDnnConvolutions> oneDnn = OneDnnConvolutions.of(emit, g, x.dtype());
    if (oneDnn.isPresent() && !isThin(g) && !(g.isPointwise() && g.groups() == 1)) {
      return oneDnn.get().kernelGradient(x, dy);
    }
    return BlockedColumns.fits(g) && x.size() > 0
        ? BlockedColumns.of(emit, g).kernelGradient(x, dy)
        : Columns.kernelGradient(emit, g, x, dy);
  }

  /** Whether one op for both gradients is faster than one for each. */
  static boolean bothAtOnce(ConvGeometry g, DataType dtype) {
    if (OneDnn.library().isPresent()) {
      return false;
    }
    boolean oneOp = isNative(g, dtype) && !g.isPointwise() && g.batch() > 0;
    return oneOp
        && (g.isDepthwise() || !g.hasUnitStrides() || g.channels() * g.filters() >= MANY_CHANNELS);
  }

  /** Both gradients by one op. */
  static List<Ref> both(Emitter emit, ConvGeometry g, Ref x, Ref w, Ref dy) {
    if (g.rank() == 1) {
      List<Ref> lifted = both(emit, g.lifted(), lift(x), liftKernel(w), lift(dy));
      return List.of(
          emit.reshape(lifted.get(0), g.inputShape()), lifted.get(1).reshape(g.kernelShape()));
    }
    if (!g.isSymmetric()) {
      List<Ref> padded = both(emit, g.padded(), Columns.padded(emit, g, x), w, dy);
      return List.of(g.inside(padded.get(0), 1), padded.get(1));
    }
    Ref dx = emit.temp(x.dtype(), g.inputShape());
    Ref dw = emit.temp(x.dtype(), g.kernelShape());
    emit.custom(
        g.groups() == 1 ? "conv2d_bp" : "depthwise_conv2d_bp",
        List.of(x, kernel(g, w), dy),
        List.of(dx, kernel(g, dw)),
        arguments(g));
    return List.of(dx, dw);
  }
}
