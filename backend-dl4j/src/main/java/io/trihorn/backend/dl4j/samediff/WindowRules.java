package io.trihorn.backend.dl4j.samediff;

import static java.util.Collections.nCopies;

import io.trihorn.export.Extents;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Convolutions and poolings, channels last. Padding is written as such before them, so that windows
 * are always whole; one spatial axis is two, of which the first has extent 1.
 */
final class WindowRules {
  private WindowRules() {}

  static void addTo(OpTable<Site, List<SDVariable>> table) {
    table
        .on(Linear.Conv.class, (op, at) -> List.of(conv(op.spec(), at)))
        .on(Linear.ConvInputGradient.class, (op, at) -> List.of(transposed(op, at)))
        .on(Pooling.MaxPool.class, (op, at) -> List.of(pool(op.spec(), at, true)))
        .on(Pooling.AveragePool.class, (op, at) -> List.of(pool(op.spec(), at, false)));
  }

  private static SDVariable conv(ConvSpec spec, Site at) {
    TensorType kernel = at.inputType(1);
    Borders borders = at.borders(Linear.Conv.class, op -> windows(op.spec(), kernel));
    return convolved(spec, at, borders.around(at, 0), kernel.dim(-2), Kernels::conv);
  }

  /** The windows of a convolution, with their dilation. */
  private static PoolSpec windows(ConvSpec spec, TensorType kernel) {
    List<Integer> reach =
        IntStream.range(0, spec.spatialRank())
            .mapToObj(i -> ((int) kernel.dim(i) - 1) * spec.dilation().get(i) + 1)
            .toList();
    return new PoolSpec(reach, spec.strides(), spec.padLow(), spec.padHigh(), spec.layout());
  }

  /** A convolution of either kind, of images and filters. */
  private interface Convolution {
    SDVariable apply(Kernels kernels, SDVariable x, SDVariable filters, List<Integer> window);
  }

  /**
   * What a convolution without padding makes of the first operand.
   *
   * @param x the operand with its border
   * @param channels how many of it each group has
   */
  private static SDVariable convolved(
      ConvSpec spec, Site at, SDVariable x, long channels, Convolution convolution) {
    TensorType type = at.inputType(1);
    Kernels kernels = new Kernels(at.sd(), spec.strides());
    List<Integer> window = windows(spec, type).window();
    SDVariable taps = at.writer().dilated(at.input(1), type.dims(), spec.dilation());
    boolean line = spec.spatialRank() == 1;
    SDVariable wide = line ? at.sd().expandDims(x, 1) : x;
    SDVariable filters = line ? at.sd().expandDims(taps, 0) : taps;
    int groups = spec.groups();
    int last = Math.max(spec.spatialRank(), 2) + 1;
    List<SDVariable> images = at.writer().parts(wide, last, nCopies(groups, channels));
    List<Long> filtersOfEach = nCopies(groups, type.dim(-1) / groups);
    List<SDVariable> filtersOf = at.writer().parts(filters, last, filtersOfEach);
    List<SDVariable> results =
        IntStream.range(0, groups)
            .mapToObj(g -> convolution.apply(kernels, images.get(g), filtersOf.get(g), window))
            .toList();
    SDVariable y = at.writer().concat(results, last);
    return line ? at.sd().squeeze(y, 1) : y;
  }

  static long[] ones(int n) {
    return LongStream.generate(() -> 1).limit(n).toArray();
  }

  /** A transposed convolution without padding, cut or filled up to the shape of its result. */
  private static SDVariable transposed(Linear.ConvInputGradient op, Site at) {
    ConvSpec spec = op.spec();
    int n = spec.spatialRank();
    List<Integer> window = windows(spec, at.inputType(1)).window();
    long channels = at.inputType(1).dim(-1) / spec.groups();
    SDVariable whole = convolved(spec, at, at.input(0), channels, Kernels::transposed);
    List<long[]> shapes =
        at.shapes().each(at.node(), op.getClass(), each -> each.inputShape().getShape());
    long[] high = new long[n + 2];
    long[] starts = new long[n + 2];
    Long[] limits = new Long[n + 2];
    for (int i = 0; i < n; i++) {
      int axis = i + 1;
      long step = spec.strides().get(i);
      long reach = window.get(i);
      long before = spec.padLow().get(i);
      long[] given = at.shapes().of(at.node().input(0), axis);
      long[] left =
          IntStream.range(0, given.length)
              .mapToLong(k -> (given[k] - 1) * step + reach - before - shapes.get(k)[axis])
              .toArray();
      if (Extents.varies(left)) {
        throw at.refused("the border");
      }
      starts[axis] = before;
      high[axis] = Math.max(0, -left[0]);
      limits[axis] = left[0] > 0 ? Long.valueOf(-left[0]) : null;
    }
    SDVariable padded = at.writer().pad(whole, new long[n + 2], high, 0);
    return at.writer().slice(padded, starts, limits, ones(n + 2));
  }

  private static SDVariable pool(PoolSpec spec, Site at, boolean max) {
    Borders borders = at.borders(Pooling.class, Pooling::spec);
    SDVariable x = borders.around(at, max ? Double.NEGATIVE_INFINITY : 0);
    SDVariable y = pooled(spec, at, x, max);
    if (max || borders.none()) {
      return y;
    }
    // What is no border of each window, as a part of it.
    SDVariable inside = borders.around(at, at.sd().onesLike(at.input(0)), 0);
    return y.div(pooled(spec, at, inside, false));
  }

  private static SDVariable pooled(PoolSpec spec, Site at, SDVariable x, boolean max) {
    Kernels kernels = new Kernels(at.sd(), spec.strides());
    boolean line = spec.spatialRank() == 1;
    SDVariable wide = line ? at.sd().expandDims(x, 1) : x;
    SDVariable pooled = max ? kernels.max(wide, spec.window()) : kernels.mean(wide, spec.window());
    return line ? at.sd().squeeze(pooled, 1) : pooled;
  }
}
