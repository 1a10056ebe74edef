package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.OpTable;
import java.util.List;
import java.util.stream.IntStream;

/** Lowerings of {@link Linear}. Convolutions work channels last; the other layout is transposed. */
final class LinearLowerings {
  private LinearLowerings() {}

  static void addTo(OpTable<Lowering, List<Ref>> table) {
    table
        .on(Linear.MatMul.class, (op, l) -> List.of(MatMulLowering.lower(op, l)))
        .on(Linear.Conv.class, (op, l) -> List.of(conv(op, l)))
        .on(Linear.ConvInputGradient.class, (op, l) -> List.of(inputGradient(op, l)))
        .on(Linear.ConvKernelGradient.class, (op, l) -> List.of(kernelGradient(op, l)));
  }

  private static Ref conv(Linear.Conv op, Lowering l) {
    Layout layout = op.spec().layout();
    Ref x = channelsLast(l.in(0), layout);
    ConvGeometry g = ConvGeometry.of(op.spec(), x.shape(), l.in(1).shape());
    return toLayout(Convolutions.forward(l.emit(), g, l.emit().dense(x), l.dense(1)), layout);
  }

  private static Ref inputGradient(Linear.ConvInputGradient op, Lowering l) {
    Layout layout = op.spec().layout();
    Ref dy = l.emit().dense(channelsLast(l.in(0), layout));
    ConvGeometry g =
        ConvGeometry.of(op.spec(), lastShape(op.inputShape().getShape(), layout), l.in(1).shape());
    return toLayout(Convolutions.inputGradient(l.emit(), g, dy, l.dense(1)), layout);
  }

  private static Ref kernelGradient(Linear.ConvKernelGradient op, Lowering l) {
    Layout layout = op.spec().layout();
    Ref x = l.emit().dense(channelsLast(l.in(0), layout));
    Ref dy = l.emit().dense(channelsLast(l.in(1), layout));
    ConvGeometry g = ConvGeometry.of(op.spec(), x.shape(), op.kernelShape().getShape());
    return Convolutions.kernelGradient(l.emit(), g, x, dy);
  }

  /**
   * Both gradients of one convolution, where one op that gives both is faster; else null.
   *
   * @return the input gradient and the kernel gradient
   */
  static List<Ref> bothGradients(ConvSpec spec, Ref input, Ref kernel, Ref gradient, Emitter emit) {
    Layout layout = spec.layout();
    Ref x = channelsLast(input, layout);
    ConvGeometry g = ConvGeometry.of(spec, x.shape(), kernel.shape());
    if (!Convolutions.bothAtOnce(g, x.dtype())) {
      return null;
    }
    Ref dy = emit.dense(channelsLast(gradient, layout));
    List<Ref> both = Convolutions.both(emit, g, emit.dense(x), emit.dense(kernel), dy);
    return List.of(toLayout(both.get(0), layout), both.get(1));
  }

  /** An image-like array seen with its channel axis last. */
  static Ref channelsLast(Ref x, Layout layout) {
    if (layout == Layout.CHANNELS_LAST) {
      return x;
    }
    int r = x.rank();
    return x.transpose(
        IntStream.range(0, r).mapToObj(i -> i == 0 ? 0 : i == r - 1 ? 1 : i + 1).toList());
  }

  /** The opposite of {@link #channelsLast}. */
  static Ref toLayout(Ref x, Layout layout) {
    if (layout == Layout.CHANNELS_LAST) {
      return x;
    }
    int r = x.rank();
    return x.transpose(
        IntStream.range(0, r).mapToObj(i -> i == 0 ? 0 : i == 1 ? r - 1 : i - 1).toList());
  }

  /** A shape with its channel axis last. */
  static long[] lastShape(long[] shape, Layout layout) {
    if (layout == Layout.CHANNELS_LAST) {
      return shape;
    }
    long[] last = shape.clone();
    System.arraycopy(shape, 2, last, 1, shape.length - 2);
    last[shape.length - 1] = shape[1];
    return last;
  }
}
