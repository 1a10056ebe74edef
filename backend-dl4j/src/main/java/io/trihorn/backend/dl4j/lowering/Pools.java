package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.MaxPoolRows;
import io.trihorn.backend.dl4j.kernels.PoolGeometry;
import io.trihorn.backend.dl4j.plan.ConvGeometry;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.OneDnnMaxPooling;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Poolings of images, by libnd4j's ops, by oneDNN's newest or by kernels of ours that go row by
 * row.
 *
 * @param dtype the element type
 * @param order the order of their axes
 * @param windows the windows, without dilation or groups
 */
record Pools(DataType dtype, Images order, Windows windows) {
  private static final long WITHOUT_PADDING = 0;

  /** Poolings of images of a shape. */
  static Pools of(PoolSpec spec, Lowering l, long[] shape) {
    List<Integer> ones = Collections.nCopies(spec.spatialRank(), 1);
    ConvSpec filters =
        new ConvSpec(spec.strides(), spec.padLow(), spec.padHigh(), ones, 1, spec.layout());
    LongStream extents = spec.window().stream().mapToLong(Integer::longValue);
    long channels = shape[spec.layout().channelAxis(shape.length)];
    LongStream kernel = LongStream.concat(extents, LongStream.of(channels, channels));
    Images images = l.images(spec.layout());
    return new Pools(
        l.dtype(), images, Windows.of(images, ConvGeometry.of(filters, shape, kernel.toArray())));
  }

  long channels() {
    return windows.g().channels();
  }

  Ref in(Ref x) {
    return order.in(x);
  }

  Ref out(Ref y) {
    return order.out(y);
  }

  private Emitter emit() {
    return order.emit();
  }

  /** New images. */
  Ref images() {
    ConvGeometry g = windows.asked();
    return emit().temp(dtype, order.shape(g.batch(), g.input(), g.channels()));
  }

  /** Images of zeros. */
  Ref zeros() {
    return emit().zeros(dtype, images().shape());
  }

  /** New results of windows. */
  Ref results() {
    return windows.result(windows.output(dtype));
  }

  /** What libnd4j's op gives; the border has one value. */
  Ref pool(String kind, Ref x, double border) {
    Ref y = windows.output(dtype);
    windows.op(op(kind), List.of(windows.lifted(x, border)), List.of(y), arguments());
    return windows.result(y);
  }

  /** What libnd4j's op gives for the gradient. */
  Ref gradient(String kind, Ref x, Ref dy, double border) {
    Ref dx = windows.input(dtype);
    List<Ref> in = List.of(windows.lifted(x, border), windows.output(dy));
    windows.op(op(kind) + "_bp", in, List.of(dx), arguments());
    return windows.inside(dx);
  }

  private String op(String kind) {
    return kind + (windows.g().rank() == 2 ? "2d" : "3dnew");
  }

  private long[] arguments() {
    return new long[] {WITHOUT_PADDING, windows.number()};
  }

  /** Whether kernels of ours that go row by row have a form of this. */
  boolean haveRows() {
    return !emit().isForCard() && dtype == DataType.FLOAT32;
  }

  /** What a kernel of ours makes of images, and of gradients for the gradient. */
  Ref byRows(MaxPoolRows.Kernel kernel, Ref made, Ref... in) {
    ConvGeometry g = windows.around();
    PoolGeometry pooling =
        new PoolGeometry(
            (int) g.batch(),
            three(g.input(), 1),
            three(g.output(), 1),
            three(g.kernel(), 1),
            three(g.strides(), 1),
            three(g.low(), 0),
            (int) g.channels());
    emit()
        .step(
            "by rows",
            List.of(in),
            List.of(made),
            false,
            f ->
                kernel.bind(
                    pooling, Stream.of(in).map(r -> floats(f, r)).toList(), floats(f, made)));
    return made;
  }

  /** The gradient of max pooling by oneDNN's newest, where it is there and exact. */
  Optional<Ref> maxGradient(Ref x, Ref dy) {
    OneDnnMaxPooling pooling = new OneDnnMaxPooling(windows.asked());
    if (!haveRows() || !pooling.isExact()) {
      return Optional.empty();
    }
    return OneDnn.library()
        .map(
            library -> {
              Ref dx = images();
              emit()
                  .step(
                      "oneDNN",
                      List.of(x, dy),
                      List.of(dx),
                      false,
                      f ->
                          pooling.gradient(library, f.address(x), f.address(dy), f.address(dx), f));
              return dx;
            });
  }

  private static FloatBuffer floats(Frame f, Ref x) {
    return f.bytes(x).asFloatBuffer();
  }

  private static int[] three(long[] values, int missing) {
    return LongStream.concat(LongStream.of(missing).limit(3 - values.length), LongStream.of(values))
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  /** Means over windows with their border as means without it. */
  Ref withoutBorder(Ref means) {
    if (!windows.isBordered()) {
      return means;
    }
    ConvGeometry g = windows.asked();
    double[] factors = new double[(int) ConvGeometry.product(g.output())];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = (double) g.taps() / elements(g, i);
    }
    Ref factor =
        emit().constant(TensorData.of(factors, order.shape(1, g.output(), 1)).cast(means.dtype()));
    return GraphLowering.compose(
            emit(), List.of(means, factor), in -> List.of(Ops.multiply(in.get(0), in.get(1))))
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
