package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.integer;
import static io.trihorn.backend.onnx.emit.Attributes.text;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The gradient of maximum pooling. */
final class MaxPoolGradients {
  /** With more places in a window than this, the graph would get too large. */
  private static final int MOST_TAPS = 64;

  private MaxPoolGradients() {}

  static Operand lower(PoolSpec spec, Lowering l) {
    Emit e = l.emit();
    Operand x = Windows.toOnnx(e, l.input(0), spec.layout());
    Operand y = Windows.toOnnx(e, l.input(1), spec.layout());
    Operand dy = Windows.toOnnx(e, l.input(2), spec.layout());
    long taps = Windows.product(Windows.longs(spec.window()));
    Operand dx = taps <= MOST_TAPS ? byTaps(e, spec, x, y, dy) : byPositions(e, spec, x, dy);
    return Windows.fromOnnx(e, dx, spec.layout());
  }

  /**
   * For each place of the window in turn: where the element there is the maximum and none before it
   * was, it takes the gradient. What the places give is added up by phase of the stride, at the
   * size of the output, and the phases are interleaved.
   */
  private static Operand byTaps(Emit e, PoolSpec spec, Operand x, Operand y, Operand dy) {
    int n = spec.spatialRank();
    long[] window = Windows.longs(spec.window());
    long[] strides = Windows.longs(spec.strides());
    long[] low = Windows.longs(spec.padLow());
    long[] output = Windows.spatial(y);
    long[] input = Windows.spatial(x);
    // As many cells of the stride as windows reach into.
    long[] cells =
        IntStream.range(0, n).mapToLong(i -> output[i] + (window[i] - 1) / strides[i]).toArray();
    long[] room =
        IntStream.range(0, n).mapToLong(i -> cells[i] * strides[i] - low[i] - input[i]).toArray();
    List<Operand> phases =
        Phases.split(e, resized(e, x, low, room, Double.NEGATIVE_INFINITY), strides);

    List<List<Operand>> shares = new ArrayList<>();
    phases.forEach(p -> shares.add(new ArrayList<>()));
    Operand zero = e.scalar(dy, 0);
    Operand rest = dy;
    long taps = Windows.product(window);
    for (long t = 0; t < taps; t++) {
      long[] place = place(t, window);
      long[] cell = IntStream.range(0, n).mapToLong(i -> place[i] / strides[i]).toArray();
      int phase = 0;
      for (int i = 0; i < n; i++) {
        phase = Math.toIntExact(phase * strides[i] + place[i] % strides[i]);
      }
      long[] left = LongStream.of(cell).map(c -> -c).toArray();
      long[] right = IntStream.range(0, n).mapToLong(i -> cell[i] + output[i] - cells[i]).toArray();
      Operand chosen = e.compare("Equal", resized(e, phases.get(phase), left, right, 0), y);
      Operand share = e.where(chosen, rest, zero);
      rest = t + 1 < taps ? e.where(chosen, zero, rest) : rest;
      shares.get(phase).add(Windows.pad(e, share, cell, negated(right), 0));
    }
    List<Operand> sums = new ArrayList<>();
    for (List<Operand> phase : shares) {
      Operand sum =
          phase.stream()
              .reduce(e::add)
              .orElseGet(
                  () ->
                      e.full(
                          x.dtype(),
                          0,
                          LongStream.concat(LongStream.of(x.dim(0), x.dim(1)), LongStream.of(cells))
                              .toArray()));
      sums.add(sum);
    }
    return resized(e, Phases.join(e, sums, strides), negated(low), negated(room), 0);
  }

  private static long[] place(long tap, long[] window) {
    long[] place = new long[window.length];
    long rest = tap;
    for (int i = window.length - 1; i >= 0; i--) {
      place[i] = rest % window[i];
      rest /= window[i];
    }
    return place;
  }

  private static long[] negated(long[] widths) {
    return LongStream.of(widths).map(w -> -w).toArray();
  }

  /** A border around the spatial axes; negative widths cut. */
  private static Operand resized(Emit e, Operand x, long[] low, long[] high, double value) {
    long[] starts = new long[x.rank()];
    long[] limits = x.dims();
    long[] before = new long[low.length];
    long[] after = new long[low.length];
    for (int i = 0; i < low.length; i++) {
      starts[i + 2] = Math.max(0, -low[i]);
      limits[i + 2] -= Math.max(0, -high[i]);
      before[i] = Math.max(0, low[i]);
      after[i] = Math.max(0, high[i]);
    }
    Operand cut = e.slice(x, starts, limits, Windows.filled(x.rank(), 1));
    return Windows.pad(e, cut, before, after, value);
  }

  /** By the positions of the first maxima, which pooling gives, counted over the whole operand. */
  private static Operand byPositions(Emit e, PoolSpec spec, Operand x, Operand dy) {
    TensorType out = dy.type();
    Operand positions =
        e.writer()
            .write(
                "MaxPool",
                List.of(out, out.withDtype(DataType.INT64)),
                List.of(x),
                PoolLowerings.attributes(spec))
            .get(1);
    Operand dx =
        e.node(
            "ScatterElements",
            x.type().withShape(x.type().size()),
            List.of(
                e.full(x.dtype(), 0, x.type().size()),
                e.reshape(positions, out.size()),
                e.reshape(dy, out.size())),
            integer("axis", 0),
            text("reduction", "add"));
    return e.reshape(dx, x.dims());
  }
}
