package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.PoolGeometry;
import io.trihorn.backend.dl4j.kernels.PoolKernels;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import java.util.List;

/**
 * Lowerings of {@link Pooling}. libnd4j's ops, with oneDNN, serve one or two axes in float32 where
 * padding is the same on both sides; kernels in Java do the rest.
 */
final class PoolingLowerings {
  private static final long SAME_PADDING = 0;
  private static final long WITHOUT_PADDING = 0;
  private static final long CHANNELS_LAST = 1;

  private PoolingLowerings() {}

  static void addTo(OpTable<Lowering, List<Ref>> table) {
    table
        .on(Pooling.MaxPool.class, (op, l) -> List.of(pool(op.spec(), "maxpool2d", l)))
        .on(Pooling.AveragePool.class, (op, l) -> List.of(pool(op.spec(), "avgpool2d", l)))
        .on(Pooling.MaxPoolGradient.class, (op, l) -> List.of(maxGradient(op, l)))
        .on(Pooling.AveragePoolGradient.class, (op, l) -> List.of(averageGradient(op, l)));
  }

  private static long[] last(PoolSpec spec, long[] shape) {
    return LinearLowerings.lastShape(shape, spec.layout());
  }

  private static Ref image(PoolSpec spec, Lowering l, int i) {
    return l.emit().dense(LinearLowerings.channelsLast(l.in(i), spec.layout()));
  }

  private static Ref pool(PoolSpec spec, String op, Lowering l) {
    Emitter emit = l.emit();
    Ref x = image(spec, l, 0);
    Ref y = emit.temp(x.dtype(), last(spec, l.type().dims()));
    PoolGeometry g = PoolGeometry.of(spec, x.shape(), y.shape());
    boolean max = op.equals("maxpool2d");
    if (isNative(g, x)) {
      emit.custom(
          op, List.of(flat(g.input(), g, x)), List.of(flat(g.output(), g, y)), arguments(g));
    } else {
      emit.inJava(
          op,
          x,
          y,
          (from, to) -> max ? PoolKernels.max(g, from, to) : PoolKernels.average(g, from, to));
    }
    return LinearLowerings.toLayout(y, spec.layout());
  }

  private static boolean isNative(PoolGeometry g, Ref x) {
    return g.isNative() && x.dtype() == DataType.FLOAT32;
  }

  private static Ref flat(int[] spatial, PoolGeometry g, Ref x) {
    return x.reshape(g.batch(), spatial[1], spatial[2], g.channels());
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

  private static Ref maxGradient(Pooling.MaxPoolGradient op, Lowering l) {
    PoolSpec spec = op.spec();
    Ref x = image(spec, l, 0);
    Ref dy = image(spec, l, 2);
    Ref dx = l.emit().temp(x.dtype(), x.shape());
    PoolGeometry g = PoolGeometry.of(spec, x.shape(), dy.shape());
    if (isNative(g, x)) {
      l.emit()
          .custom(
              "maxpool2d_bp",
              List.of(flat(g.input(), g, x), flat(g.output(), g, dy)),
              List.of(flat(g.input(), g, dx)),
              arguments(g));
      return LinearLowerings.toLayout(dx, spec.layout());
    }
    l.emit()
        .step(
            "max_pool_gradient",
            List.of(x, dy),
            List.of(dx),
            false,
            f -> PoolKernels.maxGradient(g, f.elements(x), f.elements(dy), f.elements(dx)));
    return LinearLowerings.toLayout(dx, spec.layout());
  }

  private static Ref averageGradient(Pooling.AveragePoolGradient op, Lowering l) {
    PoolSpec spec = op.spec();
    Ref dy = image(spec, l, 0);
    Ref dx = l.emit().temp(dy.dtype(), last(spec, l.type().dims()));
    PoolGeometry g = PoolGeometry.of(spec, dx.shape(), dy.shape());
    l.emit()
        .inJava(
            "average_pool_gradient",
            dy,
            dx,
            (from, to) -> PoolKernels.averageGradient(g, from, to));
    return LinearLowerings.toLayout(dx, spec.layout());
  }
}
