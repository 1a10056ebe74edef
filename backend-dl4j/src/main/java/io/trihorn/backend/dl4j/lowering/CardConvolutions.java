package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvSpec;
import java.util.List;

/**
 * Convolutions by libnd4j's ops, which cuDNN computes on cards, with channels first. Groups that
 * are no channels each are convolutions of their own.
 */
final class CardConvolutions {
  private static final long KERNEL_AS_IS = 0;

  private CardConvolutions() {}

  static Ref forward(Linear.Conv op, Lowering l) {
    Ref x = CardImages.first(l.in(0), op.spec().layout());
    ConvGeometry g = geometry(op.spec(), x.shape(), l.in(1).shape());
    return CardImages.toLayout(forward(l.emit(), g, x, l.in(1)), op.spec().layout());
  }

  static Ref inputGradient(Linear.ConvInputGradient op, Lowering l) {
    Ref dy = CardImages.first(l.in(0), op.spec().layout());
    long[] last = LinearLowerings.lastShape(op.inputShape().getShape(), op.spec().layout());
    ConvGeometry g = ConvGeometry.of(op.spec(), last, l.in(1).shape());
    // Its elements do not matter for its own gradient.
    Ref x = zeros(l.emit(), dy, CardImages.shape(g.batch(), g.channels(), g.input()));
    return CardImages.toLayout(both(l.emit(), g, x, l.in(1), dy).get(0), op.spec().layout());
  }

  static Ref kernelGradient(Linear.ConvKernelGradient op, Lowering l) {
    Ref x = CardImages.first(l.in(0), op.spec().layout());
    Ref dy = CardImages.first(l.in(1), op.spec().layout());
    ConvGeometry g = geometry(op.spec(), x.shape(), op.kernelShape().getShape());
    return both(l.emit(), g, x, zeros(l.emit(), x, g.kernelShape()), dy).get(1);
  }

  private static Ref zeros(Emitter emit, Ref like, long[] shape) {
    Ref zeros = emit.temp(like.dtype(), shape);
    emit.fill(zeros, 0);
    return zeros;
  }

  /** Both gradients of one convolution: the input's and the kernel's. */
  static List<Ref> bothGradients(ConvSpec spec, Ref input, Ref kernel, Ref gradient, Emitter emit) {
    Ref x = CardImages.first(input, spec.layout());
    Ref dy = CardImages.first(gradient, spec.layout());
    List<Ref> both = both(emit, geometry(spec, x.shape(), kernel.shape()), x, kernel, dy);
    return List.of(CardImages.toLayout(both.get(0), spec.layout()), both.get(1));
  }

  private static ConvGeometry geometry(ConvSpec spec, long[] x, long[] kernel) {
    return ConvGeometry.of(spec, LinearLowerings.lastShape(x, Layout.CHANNELS_FIRST), kernel);
  }

  /** Whether one op does it. */
  private static boolean isOne(ConvGeometry g) {
    return g.groups() == 1 || (g.isDepthwise() && g.rank() == 2);
  }

  private static String op(ConvGeometry g) {
    return g.groups() > 1 ? "depthwise_conv2d" : g.rank() == 2 ? "conv2d" : "conv3dnew";
  }

  /** Depthwise kernels are (taps, channels, filters per channel) in libnd4j: the same elements. */
  private static Ref kernel(ConvGeometry g, Ref w) {
    return g.groups() == 1
        ? w
        : w.reshape(g.kernel()[0], g.kernel()[1], g.channels(), g.groupFilters());
  }

  private static Ref liftedKernel(Emitter emit, Ref w) {
    return emit.reshape(w, 1, w.dim(0), w.dim(1), w.dim(2));
  }

  /** Padding of its own where libnd4j's is not the same: another one after, or with dilation. */
  private static boolean needsBorder(ConvGeometry g) {
    return !g.isSymmetric() || (g.isDilated() && g.hasPadding());
  }

  private static Ref forward(Emitter emit, ConvGeometry g, Ref x, Ref w) {
    if (g.rank() == 1) {
      Ref y = forward(emit, g.lifted(), CardImages.lifted(emit.dense(x)), liftedKernel(emit, w));
      return y.reshape(CardImages.shape(g.batch(), g.filters(), g.output()));
    }
    if (needsBorder(g)) {
      return forward(emit, g.padded(), CardImages.padded(emit, g, x, 0), w);
    }
    Ref y = emit.temp(x.dtype(), CardImages.shape(g.batch(), g.filters(), g.output()));
    if (isOne(g)) {
      emit.custom(
          op(g),
          List.of(emit.dense(x), kernel(g, emit.dense(w))),
          List.of(y),
          CardImages.arguments(g, CardImages.layout(), KERNEL_AS_IS));
      return y;
    }
    for (int i = 0; i < g.groups(); i++) {
      Ref part = forward(emit, g.group(), channels(g, x, i), filters(g, w, w.rank() - 1, i));
      emit.copy(part, filters(g, y, 1, i));
    }
    return y;
  }

  private static Ref channels(ConvGeometry g, Ref x, int group) {
    return x.part(1, group * g.groupChannels(), g.groupChannels());
  }

  private static Ref filters(ConvGeometry g, Ref x, int axis, int group) {
    return x.part(axis, group * g.groupFilters(), g.groupFilters());
  }

  private static List<Ref> both(Emitter emit, ConvGeometry g, Ref x, Ref w, Ref dy) {
    if (g.rank() == 1) {
      List<Ref> lifted =
          both(
              emit,
              g.lifted(),
              CardImages.lifted(emit.dense(x)),
              liftedKernel(emit, w),
              CardImages.lifted(emit.dense(dy)));
      return List.of(
          emit.reshape(lifted.get(0), CardImages.shape(g.batch(), g.channels(), g.input())),
          lifted.get(1).reshape(g.kernelShape()));
    }
    if (needsBorder(g)) {
      List<Ref> padded = both(emit, g.padded(), CardImages.padded(emit, g, x, 0), w, dy);
      return List.of(g.inside(padded.get(0), 2), padded.get(1));
    }
    Ref dx = emit.temp(x.dtype(), CardImages.shape(g.batch(), g.channels(), g.input()));
    Ref dw = emit.temp(x.dtype(), g.kernelShape());
    if (isOne(g)) {
      emit.custom(
          op(g) + "_bp",
          List.of(emit.dense(x), kernel(g, emit.dense(w)), emit.dense(dy)),
          List.of(dx, kernel(g, dw)),
          CardImages.arguments(g, CardImages.layout(), KERNEL_AS_IS));
      return List.of(dx, dw);
    }
    for (int i = 0; i < g.groups(); i++) {
      List<Ref> parts =
          both(
              emit,
              g.group(),
              channels(g, x, i),
              filters(g, w, w.rank() - 1, i),
              filters(g, dy, 1, i));
      emit.copy(parts.get(0), channels(g, dx, i));
      emit.copy(parts.get(1), filters(g, dw, dw.rank() - 1, i));
    }
    return List.of(dx, dw);
  }
}
