package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.flag;
import static io.trihorn.backend.onnx.emit.Attributes.integers;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Lowerings of pooling and its gradients. */
final class PoolLowerings {
  private PoolLowerings() {}

  static void register(OpTable<Lowering, List<Operand>> table) {
    table
        .on(Pooling.MaxPool.class, (op, l) -> List.of(maxPool(op.spec(), l)))
        .on(Pooling.AveragePool.class, (op, l) -> List.of(averagePool(op.spec(), l)))
        .on(Pooling.MaxPoolGradient.class, (op, l) -> List.of(MaxPoolGradients.lower(op.spec(), l)))
        .on(Pooling.AveragePoolGradient.class, (op, l) -> List.of(averagePoolGradient(op, l)));
  }

  private static long[] outputDims(Operand x, PoolSpec spec) {
    long[] dims = x.dims();
    for (int i = 0; i < spec.spatialRank(); i++) {
      long room = dims[i + 2] + spec.padLow().get(i) + spec.padHigh().get(i) - spec.window().get(i);
      dims[i + 2] = room / spec.strides().get(i) + 1;
    }
    return dims;
  }

  static AttributeProto[] attributes(PoolSpec spec, AttributeProto... more) {
    List<Integer> pads = new ArrayList<>(spec.padLow());
    pads.addAll(spec.padHigh());
    List<AttributeProto> all = new ArrayList<>();
    all.add(integers("kernel_shape", spec.window()));
    all.add(integers("strides", spec.strides()));
    all.add(integers("pads", pads));
    all.addAll(Arrays.asList(more));
    return all.toArray(AttributeProto[]::new);
  }

  private static Operand maxPool(PoolSpec spec, Lowering l) {
    Emit e = l.emit();
    Operand x = Windows.toOnnx(e, l.input(0), spec.layout());
    Operand y =
        e.node("MaxPool", x.type().withShape(outputDims(x, spec)), List.of(x), attributes(spec));
    return Windows.fromOnnx(e, y, spec.layout());
  }

  private static Operand averagePool(PoolSpec spec, Lowering l) {
    Emit e = l.emit();
    Operand x = Windows.toOnnx(e, l.input(0), spec.layout());
    long[] dims = outputDims(x, spec);
    Operand y;
    if (x.dtype() == DataType.FLOAT64) {
      Operand padded =
          Windows.pad(e, x, Windows.longs(spec.padLow()), Windows.longs(spec.padHigh()), 0);
      Operand sums = sums(e, padded, spec, Windows.longs(spec.strides()), dims);
      y = e.div(sums, counts(e, x.type(), spec, dims));
    } else {
      y =
          e.node(
              "AveragePool",
              x.type().withShape(dims),
              List.of(x),
              attributes(spec, flag("count_include_pad", false)));
    }
    return Windows.fromOnnx(e, y, spec.layout());
  }

  /** The sums of the windows of a padded operand. */
  private static Operand sums(Emit e, Operand padded, PoolSpec spec, long[] strides, long[] dims) {
    int n = spec.spatialRank();
    long[] window = Windows.longs(spec.window());
    long[] output = LongStream.of(dims).skip(2).toArray();
    Operand sum = null;
    for (Operand tap : Windows.taps(e, padded, window, strides, Windows.filled(n, 1), output)) {
      sum = sum == null ? tap : e.add(sum, tap);
    }
    return sum;
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
  private static Operand averagePoolGradient(Pooling.AveragePoolGradient op, Lowering l) {
    Emit e = l.emit();
    PoolSpec spec = op.spec();
    int n = spec.spatialRank();
    Operand dy = Windows.toOnnx(e, l.input(0), spec.layout());
    long[] input = Windows.toOnnx(op.inputShape().getShape(), spec.layout());
    Operand share = e.div(dy, counts(e, dy.type().withShape(input), spec, dy.dims()));
    long[] strides = Windows.longs(spec.strides());
    long[] reach = spec.window().stream().mapToLong(w -> w - 1).toArray();
    long[] padLow = Windows.longs(spec.padLow());
    long[] padHigh = Windows.longs(spec.padHigh());
    long[] extents = LongStream.of(input).skip(2).toArray();
    long[] tails = Windows.tails(extents, Windows.spatial(dy), strides, reach, padLow, padHigh);
    Operand spread = Windows.dilate(e, share, strides, tails);
    long[] low = IntStream.range(0, n).mapToLong(i -> reach[i] - padLow[i]).toArray();
    long[] high = IntStream.range(0, n).mapToLong(i -> reach[i] - padHigh[i]).toArray();
    Operand dx;
    if (dy.dtype() == DataType.FLOAT64) {
      dx = sums(e, Windows.pad(e, spread, low, high, 0), spec, Windows.filled(n, 1), input);
    } else {
      Operand mean =
          e.node(
              "AveragePool",
              dy.type().withShape(input),
              List.of(spread),
              integers("kernel_shape", spec.window()),
              integers(
                  "pads",
                  LongStream.concat(LongStream.of(low), LongStream.of(high)).boxed().toList()),
              flag("count_include_pad", true));
      dx = e.mul(mean, Windows.product(Windows.longs(spec.window())));
    }
    return Windows.fromOnnx(e, dx, spec.layout());
  }
}
