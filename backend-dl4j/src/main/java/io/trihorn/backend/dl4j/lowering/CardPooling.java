package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import java.util.Collections;
import java.util.List;

/**
 * Pooling by libnd4j's ops, which cuDNN computes on cards, with channels first. Where padding is
 * not the same on both sides, the image gets a border before: of what never wins, or of zeros,
 * whose part of the mean is divided out.
 */
final class CardPooling {
  private static final long WITHOUT_PADDING = 0;

  private CardPooling() {}

  /** The geometry, as that of a convolution, with the image's channels first. */
  private static ConvGeometry geometry(PoolSpec spec, long[] image) {
    List<Integer> ones = Collections.nCopies(spec.spatialRank(), 1);
    ConvSpec windows =
        new ConvSpec(spec.strides(), spec.padLow(), spec.padHigh(), ones, 1, Layout.CHANNELS_FIRST);
    long[] last = LinearLowerings.lastShape(image, Layout.CHANNELS_FIRST);
    long[] kernel = new long[spec.spatialRank() + 2];
    for (int i = 0; i < spec.spatialRank(); i++) {
      kernel[i] = spec.window().get(i);
    }
    kernel[spec.spatialRank() + 1] = image[1];
    ConvGeometry g = ConvGeometry.of(windows, last, kernel);
    return g.rank() == 1 ? g.lifted() : g;
  }

  private static Ref image(PoolSpec spec, Lowering l, int i) {
    Ref x = l.emit().dense(CardImages.first(l.in(i), spec.layout()));
    return spec.spatialRank() == 1 ? CardImages.lifted(x) : x;
  }

  /** The opposite of {@link #image}. */
  private static Ref result(PoolSpec spec, Lowering l, Ref made) {
    Ref y =
        spec.spatialRank() == 1
            ? l.emit().reshape(made, made.dim(0), made.dim(1), made.dim(3))
            : made;
    return CardImages.toLayout(y, spec.layout());
  }

  private static ConvGeometry geometry(PoolSpec spec, Lowering l, int i) {
    return geometry(spec, CardImages.first(l.in(i), spec.layout()).shape());
  }

  private static Args arguments(ConvGeometry g) {
    return CardImages.arguments(g, WITHOUT_PADDING, CardImages.layout());
  }

  private static String op(String kind, ConvGeometry g) {
    return kind + (g.rank() == 2 ? "2d" : "3dnew");
  }

  private static Ref output(Emitter emit, ConvGeometry g, Ref x) {
    return emit.temp(x.dtype(), CardImages.shape(g.batch(), g.channels(), g.output()));
  }

  private static Ref input(Emitter emit, ConvGeometry g, Ref x) {
    return emit.temp(x.dtype(), CardImages.shape(g.batch(), g.channels(), g.input()));
  }

  private static Ref pool(Emitter emit, String kind, ConvGeometry g, Ref x) {
    Ref y = output(emit, g, x);
    emit.custom(op(kind, g), List.of(x), List.of(y), arguments(g));
    return y;
  }

  private static Ref gradient(Emitter emit, String kind, ConvGeometry g, Ref x, Ref dy) {
    Ref dx = input(emit, g, x);
    emit.custom(op(kind, g) + "_bp", List.of(x, dy), List.of(dx), arguments(g));
    return dx;
  }

  static Ref max(Pooling.MaxPool op, Lowering l) {
    ConvGeometry g = geometry(op.spec(), l, 0);
    Ref x = image(op.spec(), l, 0);
    Ref y =
        g.isSymmetric()
            ? pool(l.emit(), "maxpool", g, x)
            : pool(l.emit(), "maxpool", g.padded(), bordered(l.emit(), g, x));
    return result(op.spec(), l, y);
  }

  private static Ref bordered(Emitter emit, ConvGeometry g, Ref x) {
    return CardImages.padded(emit, g, x, Double.NEGATIVE_INFINITY);
  }

  static Ref maxGradient(Pooling.MaxPoolGradient op, Lowering l) {
    ConvGeometry g = geometry(op.spec(), l, 0);
    Ref x = image(op.spec(), l, 0);
    Ref dy = image(op.spec(), l, 2);
    Emitter emit = l.emit();
    if (g.isSymmetric()) {
      return result(op.spec(), l, gradient(emit, "maxpool", g, x, dy));
    }
    Ref dx = gradient(emit, "maxpool", g.padded(), bordered(emit, g, x), dy);
    return result(op.spec(), l, g.inside(dx, 2));
  }

  static Ref average(Pooling.AveragePool op, Lowering l) {
    ConvGeometry g = geometry(op.spec(), l, 0);
    Ref x = image(op.spec(), l, 0);
    Emitter emit = l.emit();
    if (g.isSymmetric()) {
      return result(op.spec(), l, pool(emit, "avgpool", g, x));
    }
    Ref means = pool(emit, "avgpool", g.padded(), CardImages.padded(emit, g, x, 0));
    return result(op.spec(), l, withoutBorder(emit, g, means));
  }

  static Ref averageGradient(Pooling.AveragePoolGradient op, Lowering l) {
    long[] last = LinearLowerings.lastShape(op.inputShape().getShape(), op.spec().layout());
    long[] image = last.clone();
    image[1] = last[last.length - 1];
    System.arraycopy(last, 1, image, 2, last.length - 2);
    ConvGeometry g = geometry(op.spec(), image);
    Ref dy = image(op.spec(), l, 0);
    Emitter emit = l.emit();
    ConvGeometry made = g.isSymmetric() ? g : g.padded();
    // Its elements do not matter for its own gradient.
    Ref x = input(emit, made, dy);
    emit.fill(x, 0);
    Ref from = g.isSymmetric() ? dy : withoutBorder(emit, g, dy);
    Ref dx = gradient(emit, "avgpool", made, x, from);
    return result(op.spec(), l, g.isSymmetric() ? dx : g.inside(dx, 2));
  }

  /** Means over windows with their border as means without it. */
  private static Ref withoutBorder(Emitter emit, ConvGeometry g, Ref means) {
    long[] shape = CardImages.shape(1, 1, g.output());
    double[] factors = new double[(int) ConvGeometry.product(g.output())];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = (double) g.taps() / elements(g, i);
    }
    Ref factor = emit.constant(TensorData.of(factors, shape).cast(means.dtype()));
    return GraphLowering.compose(
            emit, List.of(means, factor), in -> List.of(Ops.multiply(in.get(0), in.get(1))))
        .get(0);
  }

  /** How many elements of a window, counted in row-major order, are not border. */
  private static long elements(ConvGeometry g, int window) {
    long all = 1;
    long rest = window;
    for (int i = g.rank() - 1; i >= 0; i--) {
      long first = rest % g.output()[i] * g.strides()[i] - g.low()[i];
      rest /= g.output()[i];
      all *= Math.min(first + g.kernel()[i], g.input()[i]) - Math.max(first, 0);
    }
    return all;
  }
}
