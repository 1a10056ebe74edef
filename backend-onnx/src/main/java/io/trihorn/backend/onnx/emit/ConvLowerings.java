package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.integer;
import static io.trihorn.backend.onnx.emit.Attributes.integers;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling.PoolSpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Lowerings of matrix product, convolution and its gradient with respect to the input. */
final class ConvLowerings {
  private ConvLowerings() {}

  static void register(OpTable<Lowering, List<Operand>> table) {
    table
        .on(
            Linear.MatMul.class,
            (op, l) ->
                List.of(l.emit().matmul(l.input(0), l.input(1), op.transposeA(), op.transposeB())))
        .on(Linear.Conv.class, (op, l) -> List.of(conv(op.spec(), l)))
        .on(Linear.ConvInputGradient.class, (op, l) -> List.of(inputGradient(op, l)))
        .on(Linear.ConvKernelGradient.class, (op, l) -> List.of(KernelGradients.lower(op, l)));
  }

  /** Where a window meets its input; the spatial part of a convolution. */
  record Geometry(long[] strides, long[] low, long[] high, long[] dilation) {
    static Geometry of(ConvSpec spec) {
      return new Geometry(
          Windows.longs(spec.strides()),
          Windows.longs(spec.padLow()),
          Windows.longs(spec.padHigh()),
          Windows.longs(spec.dilation()));
    }

    static Geometry of(PoolSpec spec) {
      return new Geometry(
          Windows.longs(spec.strides()),
          Windows.longs(spec.padLow()),
          Windows.longs(spec.padHigh()),
          Windows.filled(spec.spatialRank(), 1));
    }

    int rank() {
      return strides.length;
    }

    /** The distance from a window's first element to its last along an axis. */
    long reach(int axis, long... window) {
      return (window[axis] - 1) * dilation[axis];
    }

    /**
     * How many elements of the padded input stand after the last window's end.
     *
     * @param input the input's extents, all of them
     * @param output the output, or anything of its extents
     */
    long[] tails(long[] input, Operand output, long[] window) {
      return IntStream.range(0, rank())
          .mapToLong(
              i -> {
                long last = (output.dim(i + 2) - 1) * strides[i] + reach(i, window);
                return input[i + 2] + low[i] + high[i] - last - 1;
              })
          .toArray();
    }

    long output(int axis, long input, long... window) {
      long room = input + low[axis] + high[axis] - reach(axis, window) - 1;
      return room / strides[axis] + 1;
    }

    /** The padding as ONNX takes it. */
    List<Long> pads() {
      return LongStream.concat(LongStream.of(low), LongStream.of(high)).boxed().toList();
    }

    boolean unitStrides() {
      return LongStream.of(strides).allMatch(s -> s == 1);
    }

    boolean evenlyPadded() {
      return Arrays.equals(low, high);
    }

    boolean unpadded() {
      return LongStream.of(low).allMatch(w -> w == 0) && LongStream.of(high).allMatch(w -> w == 0);
    }
  }

  private static Operand conv(ConvSpec spec, Lowering l) {
    Emit e = l.emit();
    Operand x = Windows.toOnnx(e, l.input(0), spec.layout());
    Operand y = convolve(e, x, toOnnx(e, l.input(1)), Geometry.of(spec), spec.groups());
    return Windows.fromOnnx(e, y, spec.layout());
  }

  /** A kernel as ONNX's convolution takes it: {@code (out, in / groups, window...)}. */
  private static Operand toOnnx(Emit e, Operand kernel) {
    int n = kernel.rank() - 2;
    return e.transpose(
        kernel, IntStream.range(0, n + 2).map(i -> i < 2 ? n + 1 - i : i - 2).toArray());
  }

  /** Convolution in ONNX's layout, the kernel {@code (out, in / groups, window...)}. */
  static Operand convolve(Emit e, Operand x, Operand kernel, Geometry g, long groups) {
    int n = g.rank();
    long[] window = Windows.spatial(kernel);
    long[] output =
        IntStream.range(0, n).mapToLong(i -> g.output(i, x.dim(i + 2), window)).toArray();
    long[] dims =
        LongStream.concat(LongStream.of(x.dim(0), kernel.dim(0)), LongStream.of(output)).toArray();
    if (x.dtype() == DataType.FLOAT64) {
      Operand padded = Windows.pad(e, x, g.low(), g.high(), 0);
      Operand patches =
          Windows.patches(e, Windows.taps(e, padded, window, g.strides(), g.dilation(), output));
      long perGroup = kernel.dim(1) * Windows.product(window);
      Operand columns = e.reshape(patches, x.dim(0), groups, perGroup, Windows.product(output));
      Operand rows = e.reshape(kernel, groups, kernel.dim(0) / groups, perGroup);
      return e.reshape(Windows.sharedProduct(e, rows, columns), dims);
    }
    return e.node(
        "Conv",
        x.type().withShape(dims),
        List.of(x, kernel),
        integers("kernel_shape", boxed(window)),
        integers("strides", boxed(g.strides())),
        integers("pads", g.pads()),
        integers("dilations", boxed(g.dilation())),
        integer("group", groups));
  }

  private static Operand inputGradient(Linear.ConvInputGradient op, Lowering l) {
    Emit e = l.emit();
    ConvSpec spec = op.spec();
    Operand gradient = Windows.toOnnx(e, l.input(0), spec.layout());
    long[] input = Windows.toOnnx(op.inputShape().getShape(), spec.layout());
    boolean direct = Geometry.of(spec).unitStrides() && turningPays(gradient, input, l.input(1));
    Operand result =
        direct || gradient.dtype() == DataType.FLOAT64
            ? byConvolution(e, spec, gradient, l.input(1), input)
            : byTransposedConvolution(e, spec, gradient, l.input(1), input);
    return Windows.fromOnnx(e, result, spec.layout());
  }

  /**
   * Whether a convolution with the kernel turned around beats a transposed convolution. The first
   * unfolds the gradient, once for each place of the window, the second folds as many values into
   * the input; folding is a little dearer, and with a single place there is nothing to unfold.
   */
  private static boolean turningPays(Operand gradient, long[] input, Operand kernel) {
    double unfolded = gradient.dim(1) * Windows.product(LongStream.of(input).skip(2).toArray());
    double folded = input[1] * Windows.product(Windows.spatial(gradient));
    long[] window = LongStream.of(kernel.dims()).limit(kernel.rank() - 2).toArray();
    return Windows.product(window) == 1 || unfolded <= 1.3 * folded;
  }

  /** Convolution of the gradient, spread by the strides, with the kernel turned around. */
  private static Operand byConvolution(
      Emit e, ConvSpec spec, Operand gradient, Operand kernel, long[] input) {
    Geometry g = Geometry.of(spec);
    int n = g.rank();
    long[] window = LongStream.of(kernel.dims()).limit(n).toArray();
    Windows.Spread spread = Windows.spread(e, gradient, window, g, input);
    long[] low = spread.over().low();
    long[] high = spread.over().high();
    // Convolution takes no negative padding: rows that met only padding are cut off.
    long[] starts = new long[n + 2];
    long[] limits = spread.x().dims();
    for (int i = 0; i < n; i++) {
      starts[i + 2] = Math.max(0, -low[i]);
      limits[i + 2] -= Math.max(0, -high[i]);
    }
    Operand cut = e.slice(spread.x(), starts, limits, Windows.filled(n + 2, 1));
    Geometry back = new Geometry(Windows.filled(n, 1), positive(low), positive(high), g.dilation());
    Operand turned = turned(e, kernel, n, spec.groups());
    return convolve(e, cut, turned, back, spec.groups());
  }

  private static long[] positive(long[] widths) {
    return LongStream.of(widths).map(w -> Math.max(w, 0)).toArray();
  }

  /**
   * The kernel {@code (window..., in / groups, out)} with its window turned around, as {@code (in,
   * out / groups, window...)}.
   */
  private static Operand turned(Emit e, Operand kernel, int n, long groups) {
    long[] window = LongStream.of(kernel.dims()).limit(n).toArray();
    long taps = Windows.product(window);
    long in = kernel.dim(n);
    long out = kernel.dim(n + 1) / groups;
    Operand flat = e.reshape(kernel, taps, in, groups, out);
    if (taps > 1) {
      long[] backwards = LongStream.range(0, taps).map(i -> taps - 1 - i).toArray();
      flat = e.gather(flat, e.longs(backwards), 0);
    }
    long[] dims =
        LongStream.concat(LongStream.of(groups * in, out), LongStream.of(window)).toArray();
    return e.reshape(e.transpose(flat, 2, 1, 3, 0), dims);
  }

  private static Operand byTransposedConvolution(
      Emit e, ConvSpec spec, Operand gradient, Operand kernel, long[] input) {
    Geometry g = Geometry.of(spec);
    if (!g.evenlyPadded() && !e.writer().kernels().transposesUnevenPadding()) {
      return unpadded(e, spec, gradient, kernel, input);
    }
    int n = g.rank();
    long[] window = LongStream.of(kernel.dims()).limit(n).toArray();
    return e.node(
        "ConvTranspose",
        gradient.type().withShape(input),
        List.of(gradient, toOnnx(e, kernel)),
        integers("kernel_shape", boxed(window)),
        integers("strides", boxed(g.strides())),
        integers("pads", g.pads()),
        integers("dilations", boxed(g.dilation())),
        integers("output_padding", boxed(g.tails(input, gradient, window))),
        integer("group", spec.groups()));
  }

  /** The gradient of the padded input, without what belongs to the padding. */
  private static Operand unpadded(
      Emit e, ConvSpec spec, Operand gradient, Operand kernel, long[] input) {
    Geometry g = Geometry.of(spec);
    int rank = input.length;
    List<Integer> none = Collections.nCopies(g.rank(), 0);
    ConvSpec bare =
        new ConvSpec(spec.strides(), none, none, spec.dilation(), spec.groups(), spec.layout());
    long[] starts = new long[rank];
    long[] limits = input.clone();
    long[] whole = input.clone();
    for (int i = 0; i < g.rank(); i++) {
      starts[i + 2] = g.low()[i];
      limits[i + 2] += g.low()[i];
      whole[i + 2] += g.low()[i] + g.high()[i];
    }
    Operand padded = byTransposedConvolution(e, bare, gradient, kernel, whole);
    return e.slice(padded, starts, limits, Windows.filled(rank, 1));
  }

  static List<Long> boxed(long[] values) {
    return LongStream.of(values).boxed().toList();
  }
}
