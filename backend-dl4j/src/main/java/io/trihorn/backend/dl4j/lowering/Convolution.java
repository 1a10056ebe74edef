package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.WithinRange.Link;
import io.trihorn.backend.dl4j.plan.ConvGeometry;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Linear.ConvSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which way to compute a convolution or its gradients: on cards by libnd4j's own ops; on processors
 * in float32 by the newest oneDNN where it is there, {@link OneDnnConvolutions}, else by libnd4j's,
 * with its older one, for one or two axes. {@link Columns} does the rest. The choices are by
 * measurement.
 *
 * @param images the images
 * @param g the windows
 */
record Convolution(Images images, ConvGeometry g) {
  /** Products of channels and filters from which on one op for both gradients is faster. */
  private static final long MANY_CHANNELS = 512;

  /** Up to here oneDNN, which fills its registers with channels or filters, is the slower way. */
  private static final long FEW_CHANNELS = 4;

  private static final long FEW_FILTERS = 12;

  /** Products of channels and filters up to which oneDNN's gradients are the slower way. */
  private static final long THIN = 96;

  /** The most channels of images of colours. */
  private static final long COLOURS = 3;

  /** How many filters oneDNN takes at once. */
  private static final long FILTERS_AT_ONCE = 8;

  /** The convolution of images of a shape with a kernel of another. */
  static Convolution of(Emitter emit, ConvSpec spec, long[] images, long[] kernel) {
    return new Convolution(new Images(emit, spec.layout()), ConvGeometry.of(spec, images, kernel));
  }

  private Emitter emit() {
    return images.emit();
  }

  private Windows windows() {
    return Windows.of(images, g);
  }

  /** libnd4j passes oneDNN the padding of a kernel without dilation, which oneDNN refuses. */
  private boolean isNative(DataType dtype) {
    return g.rank() <= 2
        && !g.isDilated()
        && dtype == DataType.FLOAT32
        && (g.groups() == 1 || g.isDepthwise());
  }

  private boolean isThin() {
    return g.groups() == 1 && g.channels() * g.filters() <= THIN;
  }

  /** Whether it sees images of colours, for whose kernels' gradients oneDNN has a form apart. */
  private boolean isFirst() {
    return g.channels() <= COLOURS && g.filters() % FILTERS_AT_ONCE == 0;
  }

  private boolean isProduct() {
    return g.isPointwise() && g.groups() == 1;
  }

  private boolean isBlocked() {
    return g.channels() <= FEW_CHANNELS && g.filters() <= FEW_FILTERS && BlockedColumns.fits(g);
  }

  /** Whether what follows on the output can be made with it. */
  static boolean hasEnding(ConvGeometry g, DataType dtype) {
    Convolution it = new Convolution(null, g);
    return it.isProduct()
        ? MatMulLowering.hasEnding(dtype, g.windows(), g.channels(), g.filters())
        : !it.isBlocked() && OneDnnConvolutions.does(g, dtype) && OneDnn.library().isPresent();
  }

  /** What it gives for images in the program's order. */
  Ref forward(Ref x, Ref w) {
    return forward(x, w, List.of());
  }

  /** The same with what follows, if {@link #hasEnding}. */
  Ref forward(Ref x, Ref w, List<Link> links) {
    if (emit().isForCard()) {
      return windows().conv(x, w);
    }
    if (isProduct()) {
      Ref y = emit().temp(x.dtype(), g.outputShape());
      MatMulLowering.multiply(
          emit(),
          x.reshape(g.windows(), g.channels()),
          false,
          w.reshape(g.channels(), g.filters()),
          false,
          y.reshape(g.windows(), g.filters()),
          links);
      return y;
    }
    if (isBlocked()) {
      return BlockedColumns.of(emit(), g).forward(x, w);
    }
    Optional<OneDnnConvolutions> oneDnn = OneDnnConvolutions.of(emit(), g, x.dtype());
    if (oneDnn.isPresent()) {
      return oneDnn.get().forward(x, w, links);
    }
    return isNative(x.dtype()) ? windows().conv(x, w) : Columns.forward(emit(), g, x, w);
  }

  /** The gradient of images, in the program's order. */
  Ref inputGradient(Ref dy, Ref w) {
    if (emit().isForCard()) {
      return windows().convInputGradient(dy, w);
    }
    if (isProduct()) {
      Ref dx = emit().temp(dy.dtype(), g.inputShape());
      MatMulLowering.multiply(
          emit(),
          dy.reshape(g.windows(), g.filters()),
          false,
          w.reshape(g.channels(), g.filters()),
          true,
          dx.reshape(g.windows(), g.channels()));
      return dx;
    }
    Optional<OneDnnConvolutions> oneDnn = OneDnnConvolutions.of(emit(), g, dy.dtype());
    if (oneDnn.isPresent() && !isThin()) {
      return oneDnn.get().inputGradient(dy, w);
    }
    if (!isNative(dy.dtype()) || g.groups() > 1) {
      return Columns.inputGradient(emit(), g, dy, w);
    }
    return isWorthFlipping()
        ? new Convolution(images, g.flipped()).forward(dy, flipped(w))
        : windows().transposed(dy, w);
  }

  /**
   * Whether a convolution with the kernel turned around is the faster way to the input gradient: it
   * goes over the padding too, so the output may not be much smaller than the input.
   */
  private boolean isWorthFlipping() {
    ConvGeometry f = g.flipped();
    return g.hasUnitStrides()
        && Arrays.stream(f.low()).allMatch(p -> p >= 0)
        && Arrays.stream(f.high()).allMatch(p -> p >= 0)
        && 2 * ConvGeometry.product(g.input()) <= 3 * ConvGeometry.product(g.output());
  }

  /** The kernel turned around, its channels and filters swapped. */
  private Ref flipped(Ref w) {
    int n = g.rank();
    Ref result = w;
    for (int i = 0; i < n; i++) {
      result = result.reverse(i);
    }
    List<Integer> order =
        IntStream.range(0, n + 2).mapToObj(i -> i == n ? n + 1 : i == n + 1 ? n : i).toList();
    return emit().dense(result.transpose(order));
  }

  /** The gradient of the kernel. */
  Ref kernelGradient(Ref x, Ref dy) {
    if (emit().isForCard()) {
      return windows().convKernelGradient(x, dy);
    }
    Optional<OneDnnConvolutions> oneDnn = OneDnnConvolutions.of(emit(), g, x.dtype());
    if (oneDnn.isPresent() && (!isThin() || isFirst()) && !isProduct()) {
      return oneDnn.get().kernelGradient(x, dy);
    }
    return BlockedColumns.fits(g) && x.size() > 0
        ? BlockedColumns.of(emit(), g).kernelGradient(x, dy)
        : Columns.kernelGradient(emit(), g, x, dy);
  }

  /** Whether one op for both gradients is faster than one for each. */
  boolean bothAtOnce(DataType dtype) {
    if (emit().isForCard()) {
      return true;
    }
    if (OneDnn.library().isPresent()) {
      return false;
    }
    boolean oneOp = isNative(dtype) && !g.isPointwise() && g.batch() > 0;
    return oneOp
        && (g.isDepthwise() || !g.hasUnitStrides() || g.channels() * g.filters() >= MANY_CHANNELS);
  }

  /** Both gradients by one op: the input's and the kernel's. */
  List<Ref> gradients(Ref x, Ref w, Ref dy) {
    return windows().convGradients(x, w, dy);
  }
}
