package io.trihorn.backend.dl4j.samediff;

import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
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
    int n = spec.spatialRank();
    TensorType kernelType = at.inputType(1);
    SDVariable x = at.writer().pad(at.input(0), around(spec.padLow()), around(spec.padHigh()), 0);
    Kernels kernels = new Kernels(at.sd(), spec.strides());
    List<Long> window = reach(spec, kernelType);
    SDVariable taps = at.writer().dilated(at.input(1), kernelType.dims(), spec.dilation());
    SDVariable wide = n == 1 ? at.sd().expandDims(x, 1) : x;
    SDVariable kernel = n == 1 ? at.sd().expandDims(taps, 0) : taps;
    SDVariable y = grouped(spec, at, kernels, wide, kernel, window);
    return n == 1 ? at.sd().squeeze(y, 1) : y;
  }

  /** The extents of the window with its dilation. */
  private static List<Long> reach(ConvSpec spec, TensorType kernel) {
    return IntStream.range(0, spec.spatialRank())
        .mapToObj(i -> (kernel.dim(i) - 1) * spec.dilation().get(i) + 1)
        .toList();
  }

  private static SDVariable grouped(
      ConvSpec spec, Site at, Kernels kernels, SDVariable x, SDVariable kernel, List<Long> window) {
    int groups = spec.groups();
    if (groups == 1) {
      return kernels.conv(x, kernel, window);
    }
    int rank = Math.max(spec.spatialRank(), 2) + 2;
    long in = at.inputType(1).dim(-2);
    long out = at.inputType(1).dim(-1) / groups;
    List<SDVariable> parts = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      parts.add(
          kernels.conv(
              part(at, x, rank, g * in, (g + 1) * in),
              part(at, kernel, rank, g * out, (g + 1) * out),
              window));
    }
    return at.sd().concat(rank - 1, parts.toArray(SDVariable[]::new));
  }

  /** Some of the last axis. */
  private static SDVariable part(Site at, SDVariable x, int rank, long start, long limit) {
    long[] starts = new long[rank];
    Long[] limits = new Long[rank];
    starts[rank - 1] = start;
    limits[rank - 1] = limit;
    return at.writer().slice(x, starts, limits, ones(rank));
  }

  private static long[] ones(int n) {
    return LongStream.generate(() -> 1).limit(n).toArray();
  }

  private static long[] around(List<Integer> widths) {
    long[] all = new long[widths.size() + 2];
    for (int i = 0; i < widths.size(); i++) {
      all[i + 1] = widths.get(i);
    }
    return all;
  }

  /** A transposed convolution without padding, cut or filled up to the shape of its result. */
  private static SDVariable transposed(Linear.ConvInputGradient op, Site at) {
    ConvSpec spec = op.spec();
    int n = spec.spatialRank();
    if (spec.groups() != 1) {
      throw new UnsupportedOperationException("transposed convolution in groups");
    }
    Kernels kernels = new Kernels(at.sd(), spec.strides());
    List<Long> window = reach(spec, at.inputType(1));
    SDVariable taps = at.writer().dilated(at.input(1), at.inputType(1).dims(), spec.dilation());
    SDVariable dy = n == 1 ? at.sd().expandDims(at.input(0), 1) : at.input(0);
    SDVariable kernel = n == 1 ? at.sd().expandDims(taps, 0) : taps;
    SDVariable full = kernels.transposed(dy, kernel, window);
    SDVariable whole = n == 1 ? at.sd().squeeze(full, 1) : full;
    long[] high = new long[n + 2];
    long[] starts = new long[n + 2];
    Long[] limits = new Long[n + 2];
    for (int i = 0; i < n; i++) {
      long made = (at.inputType(0).dim(i + 1) - 1) * spec.strides().get(i) + window.get(i);
      starts[i + 1] = spec.padLow().get(i);
      limits[i + 1] = starts[i + 1] + op.inputShape().get(i + 1);
      high[i + 1] = Math.max(0, limits[i + 1] - made);
    }
    SDVariable padded = at.writer().pad(whole, new long[n + 2], high, 0);
    return at.writer().slice(padded, starts, limits, ones(n + 2));
  }

  private static SDVariable pool(PoolSpec spec, Site at, boolean max) {
    int n = spec.spatialRank();
    long[] low = around(spec.padLow());
    long[] high = around(spec.padHigh());
    double border = max ? Double.NEGATIVE_INFINITY : 0;
    SDVariable x = at.writer().pad(at.input(0), low, high, border);
    Kernels kernels = new Kernels(at.sd(), spec.strides());
    List<Long> window = spec.window().stream().map(Integer::longValue).toList();
    SDVariable wide = n == 1 ? at.sd().expandDims(x, 1) : x;
    SDVariable pooled = max ? kernels.max(wide, window) : kernels.mean(wide, window);
    SDVariable y = n == 1 ? at.sd().squeeze(pooled, 1) : pooled;
    boolean padded =
        LongStream.concat(LongStream.of(low), LongStream.of(high)).anyMatch(w -> w > 0);
    return max || !padded ? y : y.mul(at.writer().constant(shares(spec, at)));
  }

  /** For each window its size over the number of its elements that are not padding. */
  private static TensorData shares(PoolSpec spec, Site at) {
    int n = spec.spatialRank();
    long[] dims = at.node().output().type().dims();
    dims[0] = 1;
    dims[n + 1] = 1;
    TensorData shares = TensorData.zeros(TensorType.of(at.inputType(0).dtype(), dims));
    for (long i = 0; i < shares.size(); i++) {
      double share = 1;
      long rest = i;
      for (int axis = n - 1; axis >= 0; axis--) {
        long first = rest % dims[axis + 1] * spec.strides().get(axis) - spec.padLow().get(axis);
        rest /= dims[axis + 1];
        long window = spec.window().get(axis);
        long inside = Math.min(first + window, at.inputType(0).dim(axis + 1)) - Math.max(first, 0);
        share *= (double) window / inside;
      }
      shares.setDouble(i, share);
    }
    return shares;
  }
}
