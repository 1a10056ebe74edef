package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.flag;
import static io.trihorn.backend.onnx.emit.Attributes.integers;
import static io.trihorn.backend.onnx.emit.ConvLowerings.boxed;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import io.trihorn.backend.onnx.emit.ConvLowerings.Geometry;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Lowerings of pooling and its gradients. */
final class PoolLowerings {
  /** A lowering in ONNX's layout. */
  private interface Form {
    /** The result, with these extents. */
    Operand apply(Emit e, Operand x, PoolSpec spec, long[] dims);
  }

  private PoolLowerings() {}

  static void register(OpTable<Lowering, List<Operand>> table) {
    table
        .on(Pooling.MaxPool.class, (op, l) -> image(op.spec(), l, by("MaxPool")))
        .on(Pooling.AveragePool.class, (op, l) -> image(op.spec(), l, PoolLowerings::average))
        .on(Pooling.MaxPoolGradient.class, (op, l) -> List.of(MaxPoolGradients.lower(op.spec(), l)))
        .on(
            Pooling.AveragePoolGradient.class,
            (op, l) -> image(op.spec(), l, PoolLowerings::averageGradient));
  }

  private static List<Operand> image(PoolSpec spec, Lowering l, Form form) {
    Operand x = Windows.toOnnx(l.emit(), l.input(0), spec.layout());
    long[] dims = Windows.toOnnx(l.dims(), spec.layout());
    return List.of(Windows.fromOnnx(l.emit(), form.apply(l.emit(), x, spec, dims), spec.layout()));
  }

  static AttributeProto[] attributes(PoolSpec spec, AttributeProto... more) {
    return attributes(Windows.longs(spec.window()), Geometry.of(spec), more);
  }

  private static AttributeProto[] attributes(long[] window, Geometry g, AttributeProto... more) {
    List<AttributeProto> all = new ArrayList<>(List.of(more));
    all.add(integers("kernel_shape", boxed(window)));
    all.add(integers("strides", boxed(g.strides())));
    all.add(integers("pads", g.pads()));
    return all.toArray(AttributeProto[]::new);
  }

  private static Form by(String operator, AttributeProto... more) {
    return (e, x, spec, dims) ->
        e.node(operator, x.type().withShape(dims), List.of(x), attributes(spec, more));
  }

  private static Operand average(Emit e, Operand x, PoolSpec spec, long[] dims) {
    return x.dtype() == DataType.FLOAT64
        ? e.div(
            sums(e, x, Windows.longs(spec.window()), Geometry.of(spec), dims),
            counts(e, x.type(), spec, dims))
        : by("AveragePool", flag("count_include_pad", false)).apply(e, x, spec, dims);
  }

  /** The sums of windows, with zeros for padding. */
  private static Operand sums(Emit e, Operand x, long[] window, Geometry g, long[] dims) {
    if (x.dtype() != DataType.FLOAT64) {
      AttributeProto[] attributes = attributes(window, g, flag("count_include_pad", true));
      Operand means = e.node("AveragePool", x.type().withShape(dims), List.of(x), attributes);
      return e.mul(means, Windows.product(window));
    }
    Operand padded = Windows.pad(e, x, g.low(), g.high(), 0);
    long[] output = LongStream.of(dims).skip(2).toArray();
    return Windows.taps(e, padded, window, g.strides(), g.dilation(), output).stream()
        .reduce(e::add)
        .orElseThrow();
  }

  /** How many elements that are not padding each window has. */
  private static Operand counts(Emit e, TensorType input, PoolSpec spec, long[] output) {
    int n = spec.spatialRank();
    boolean padded =
        IntStream.range(0, n).anyMatch(i -> spec.padLow().get(i) + spec.padHigh().get(i) > 0);
    if (!padded) {
      double size = Windows.product(Windows.longs(spec.window()));
      return e.constant(TensorData.scalar(input.dtype(), size));
    }
    long[] dims = output.clone();
    dims[0] = 1;
    dims[1] = 1;
    TensorData counts = TensorData.zeros(TensorType.of(input.dtype(), dims));
    for (long at = 0; at < counts.size(); at++) {
      long rest = at;
      long count = 1;
      for (int i = n - 1; i >= 0; i--) {
        long first = rest % dims[i + 2] * spec.strides().get(i) - spec.padLow().get(i);
        long last = Math.min(first + spec.window().get(i), input.dim(i + 2));
        count *= last - Math.max(first, 0);
        rest /= dims[i + 2];
      }
      counts.setDouble(at, count);
    }
    return e.constant(counts);
  }

  /** Each window's share, spread by the strides, summed over the windows that an element is in. */
  private static Operand averageGradient(Emit e, Operand dy, PoolSpec spec, long[] input) {
    Operand share = e.div(dy, counts(e, dy.type().withShape(input), spec, dy.dims()));
    long[] window = Windows.longs(spec.window());
    Windows.Spread spread = Windows.spread(e, share, window, Geometry.of(spec), input);
    return sums(e, spread.x(), window, spread.over(), input);
  }
}
