package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.MaxPoolRows;
import io.trihorn.backend.dl4j.kernels.PoolGeometry;
import io.trihorn.backend.dl4j.kernels.PoolKernels;
import io.trihorn.backend.dl4j.kernels.PoolKernels.Kernel;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lowerings of {@link Pooling}. libnd4j's ops, with oneDNN, serve one or two axes in float32 where
 * padding is the same on both sides; kernels in Java do the rest, and what oneDNN is slow at:
 * {@link MaxPoolRows}.
 */
final class PoolingLowerings {
  private static final String IN_JAVA = "in Java";
  private static final String MAX = "maxpool2d";
  private static final String MAX_GRADIENT = "maxpool2d_bp";

  /** oneDNN takes so many channels at once, and twice as long where they do not come out even. */
  private static final int CHANNELS_AT_ONCE = 8;

  private static final long SAME_PADDING = 0;
  private static final long WITHOUT_PADDING = 0;
  private static final long CHANNELS_LAST = 1;

  private PoolingLowerings() {}

  static void addTo(OpTable<Lowering, List<Ref>> table) {
    table
        .on(Pooling.MaxPool.class, (op, l) -> forward(op.spec(), l, MAX, PoolKernels::max))
        .on(
            Pooling.AveragePool.class,
            (op, l) -> forward(op.spec(), l, "avgpool2d", PoolKernels::average))
        .on(
            Pooling.MaxPoolGradient.class,
            (op, l) -> gradient(op.spec(), l, MAX_GRADIENT, PoolKernels::maxGradient, 0, 2))
        .on(
            Pooling.AveragePoolGradient.class,
            (op, l) -> gradient(op.spec(), l, IN_JAVA, PoolKernels::averageGradient, 0));
  }

  private static List<Ref> forward(PoolSpec spec, Lowering l, String op, Kernel kernel) {
    List<Ref> in = images(spec, l, 0);
    Ref y = result(spec, l);
    PoolGeometry g = PoolGeometry.of(spec, in.get(0).shape(), y.shape());
    return slide(spec, l, op, kernel, g, in, y);
  }

  /** Of the operands the last is the gradient of the output. */
  private static List<Ref> gradient(
      PoolSpec spec, Lowering l, String op, Kernel kernel, int... operands) {
    List<Ref> in = images(spec, l, operands);
    Ref dx = result(spec, l);
    PoolGeometry g = PoolGeometry.of(spec, dx.shape(), in.get(in.size() - 1).shape());
    return slide(spec, l, op, kernel, g, in, dx);
  }

  /** Operands with channels last, dense. */
  private static List<Ref> images(PoolSpec spec, Lowering l, int... operands) {
    return IntStream.of(operands)
        .mapToObj(i -> l.emit().dense(LinearLowerings.channelsLast(l.in(i), spec.layout())))
        .toList();
  }

  /** A new array for the result with channels last. */
  private static Ref result(PoolSpec spec, Lowering l) {
    return l.emit().temp(l.dtype(), LinearLowerings.lastShape(l.type().dims(), spec.layout()));
  }

  private static List<Ref> slide(
      PoolSpec spec, Lowering l, String op, Kernel kernel, PoolGeometry g, List<Ref> in, Ref z) {
    if (isByRows(op, g) && l.dtype() == DataType.FLOAT32) {
      l.emit().step("by rows", in, List.of(z), false, f -> byRows(op, g, f, in, z));
    } else if (g.isNative() && l.dtype() == DataType.FLOAT32 && !op.equals(IN_JAVA)) {
      List<Ref> flat = in.stream().map(PoolingLowerings::flat).toList();
      l.emit().custom(op, flat, List.of(flat(z)), arguments(g));
    } else {
      l.emit()
          .step(
              IN_JAVA,
              in,
              List.of(z),
              false,
              f -> kernel.bind(g, in.stream().map(f::elements).toList(), f.elements(z)));
    }
    return List.of(LinearLowerings.toLayout(z, spec.layout()));
  }

  private static boolean isByRows(String op, PoolGeometry g) {
    return g.isFlat()
        && (op.equals(MAX_GRADIENT) || op.equals(MAX) && g.channels() % CHANNELS_AT_ONCE != 0);
  }

  private static Runnable byRows(String op, PoolGeometry g, Frame f, List<Ref> in, Ref z) {
    List<FloatBuffer> x = in.stream().map(r -> f.bytes(r).asFloatBuffer()).toList();
    FloatBuffer to = f.bytes(z).asFloatBuffer();
    return op.equals(MAX)
        ? MaxPoolRows.max(g, x.get(0), to)
        : MaxPoolRows.gradient(g, x.get(0), x.get(1), to);
  }

  /** With two spatial axes. */
  private static Ref flat(Ref x) {
    int width = x.rank() - 2;
    return x.reshape(x.dim(0), x.extent(1, width), x.dim(width), x.dim(width + 1));
  }

  private static Args arguments(PoolGeometry g) {
    return Args.ints(
        g.window()[1],
        g.window()[2],
        g.strides()[1],
        g.strides()[2],
        g.low()[1],
        g.low()[2],
        1,
        1,
        SAME_PADDING,
        WITHOUT_PADDING,
        CHANNELS_LAST);
  }
}
