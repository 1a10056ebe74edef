package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.composites.LayerNormalize;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.BatchNormalize;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/** Normalizations. */
final class NormOperators {
  private NormOperators() {}

  static void addTo(Operators.Builder table) {
    table.add("BatchNormalization", NormOperators::batch);
    table.one("InstanceNormalization", NormOperators::instance);
    table.add("LayerNormalization", 17, NormOperators::layer);
    table.one("RMSNormalization", 23, NormOperators::rms);
    table.add("SimplifiedLayerNormalization", call -> Arrays.asList(rms(call), null));
    table.one("GroupNormalization", 18, NormOperators::group);
    table.one("MeanVarianceNormalization", NormOperators::meanVariance);
    table.one("LpNormalization", NormOperators::lp);
    table.one("LRN", NormOperators::localResponse);
  }

  private static Tensor spread(Tensor x, Tensor channels) {
    return channels.rank() > 1
        ? Shapes.expandDims(channels, 0)
        : Values.perChannel(channels, x.rank());
  }

  private static List<Tensor> batch(OpCall call) {
    Tensor x = call.in(0);
    double epsilon = call.real("epsilon", 1e-5);
    boolean training =
        call.opset() >= 14
            ? call.flag("training_mode", false)
            : call.opset() < 7 && !call.flag("is_test", false);
    if (!training) {
      Tensor factor = Ops.multiply(call.in(1), Ops.rsqrt(Ops.add(call.in(4), epsilon)));
      Tensor offset = Ops.subtract(call.in(2), Ops.multiply(call.in(3), factor));
      Tensor y = Ops.add(Ops.multiply(x, spread(x, factor)), spread(x, offset));
      return List.of(Ops.cast(y, x.dtype()), call.in(3), call.in(4));
    }
    List<Tensor> results =
        new BatchNormalize(1, epsilon)
            .apply(x, Ops.cast(call.in(1), x.dtype()), Ops.cast(call.in(2), x.dtype()));
    double momentum = call.real("momentum", 0.9);
    return List.of(
        results.get(0),
        moved(call.in(3), results.get(1), momentum),
        moved(call.in(4), results.get(2), momentum));
  }

  private static Tensor moved(Tensor before, Tensor now, double momentum) {
    return Ops.add(
        Ops.multiply(before, momentum), Ops.multiply(Ops.cast(now, before.dtype()), 1 - momentum));
  }

  /** {@code (x - mean) / sqrt(variance + epsilon)} over some axes. */
  private static Tensor standardized(Tensor x, double epsilon, int[] axes) {
    return Ops.multiply(
        Ops.subtract(x, Ops.meanKeep(x, axes)),
        Ops.rsqrt(Ops.add(Ops.varianceKeep(x, axes), epsilon)));
  }

  private static Tensor instance(OpCall call) {
    Tensor x = call.in(0);
    Tensor y = standardized(x, call.real("epsilon", 1e-5), Values.axes(2, x.rank()));
    return Ops.add(Ops.multiply(y, spread(x, call.in(1))), spread(x, call.in(2)));
  }

  private static List<Tensor> layer(OpCall call) {
    Tensor x = call.in(0);
    int axis = call.axis(call.integer("axis", -1), x.rank());
    double epsilon = call.real("epsilon", 1e-5);
    Tensor offset = call.optional(2);
    if (!call.wants(1) && !call.wants(2) && isWhole(x, axis, call.in(1), offset)) {
      return List.of(layer(x, axis, call.in(1), offset, epsilon));
    }
    int[] axes = Values.axes(axis, x.rank());
    Tensor wide = x.dtype() == DataType.FLOAT64 ? x : Ops.cast(x, DataType.FLOAT32);
    Tensor mean = Ops.meanKeep(wide, axes);
    Tensor inverse = Ops.rsqrt(Ops.add(Ops.varianceKeep(wide, axes), epsilon));
    Tensor y = Ops.cast(Ops.multiply(Ops.subtract(wide, mean), inverse), x.dtype());
    y = Ops.multiply(y, call.in(1));
    return List.of(offset == null ? y : Ops.add(y, offset), mean, inverse);
  }

  /** Whether the composite is what is computed: in one type, of weights that need no broadcast. */
  private static boolean isWhole(Tensor x, int axis, Tensor scale, Tensor offset) {
    TensorType weight = x.type().withShape(Values.part(x.type().dims(), axis, x.rank()));
    return (x.dtype() == DataType.FLOAT32 || x.dtype() == DataType.FLOAT64)
        && scale.type().equals(weight)
        && (offset == null || offset.type().equals(weight));
  }

  /** Over the axes from one on; an offset of null is none. */
  static Tensor layer(Tensor x, int axis, Tensor scale, Tensor offset, double epsilon) {
    Tensor beta =
        offset == null ? Shapes.full(scale, 0, scale.dtype(), scale.type().dims()) : offset;
    return new LayerNormalize(x.rank() - axis, epsilon).applyOne(x, scale, beta);
  }

  private static Tensor rms(OpCall call) {
    Tensor x = call.in(0);
    Tensor wide = x.dtype() == DataType.FLOAT64 ? x : Ops.cast(x, DataType.FLOAT32);
    int axis = call.axis(call.integer("axis", -1), x.rank());
    Tensor y = rms(wide, axis, call.real("epsilon", 1e-5));
    return Ops.multiply(Ops.cast(y, call.in(1).dtype()), call.in(1));
  }

  /** Over the axes from one on, by the root of the mean square. */
  static Tensor rms(Tensor x, int axis, double epsilon) {
    Tensor square = Ops.meanKeep(Ops.square(x), Values.axes(axis, x.rank()));
    return Ops.multiply(x, Ops.rsqrt(Ops.add(square, epsilon)));
  }

  /** Before version 21 a scale and an offset belong to a group, later to a channel. */
  private static Tensor group(OpCall call) {
    Tensor x = call.in(0);
    long groups = call.integer("num_groups", 1);
    long[] dims = x.type().dims();
    if (groups < 1 || dims[1] % groups != 0) {
      throw call.wrong("has " + groups + " groups of " + dims[1] + " channels");
    }
    Tensor grouped = Shapes.reshape(x, dims[0], groups, -1);
    Tensor y = standardized(grouped, call.real("epsilon", 1e-5), new int[] {2});
    boolean byGroup = call.opset() < 21 && call.in(1).dim(0) == groups;
    if (byGroup) {
      y = Ops.add(Ops.multiply(y, spread(y, call.in(1))), spread(y, call.in(2)));
    }
    y = Shapes.reshape(y, dims);
    return byGroup ? y : Ops.add(Ops.multiply(y, spread(x, call.in(1))), spread(x, call.in(2)));
  }

  private static Tensor meanVariance(OpCall call) {
    Tensor x = call.in(0);
    long[] given = call.integers("axes");
    int[] axes = call.axes(given == null ? new long[] {0, 2, 3} : given, x.rank());
    Tensor deviation = Ops.sqrt(Ops.varianceKeep(x, axes));
    return Ops.divide(Ops.subtract(x, Ops.meanKeep(x, axes)), Ops.add(deviation, 1e-9));
  }

  private static Tensor lp(OpCall call) {
    Tensor x = call.in(0);
    int axis = call.axis(call.integer("axis", -1), x.rank());
    Tensor norm =
        call.integer("p", 2) == 1
            ? Ops.sumKeep(Ops.abs(x), axis)
            : Ops.sqrt(Ops.sumKeep(Ops.square(x), axis));
    return Ops.divide(x, norm);
  }

  /** Over channels close to each one. */
  private static Tensor localResponse(OpCall call) {
    Tensor x = call.in(0);
    int size = call.small("size", 1);
    if (size < 1 || size > 4096) {
      throw call.wrong("has the size " + size);
    }
    long[] low = new long[x.rank()];
    long[] high = new long[x.rank()];
    low[1] = (size - 1) / 2;
    high[1] = size / 2;
    Tensor squares = Shapes.pad(Ops.square(x), low, high, 0);
    Tensor sum =
        Arrays.stream(Values.range(0, 1, size))
            .mapToObj(i -> Shapes.slice(squares, 1, i, i + x.dim(1)))
            .reduce(Ops::add)
            .orElseThrow();
    Tensor base = Ops.add(Ops.multiply(sum, call.real("alpha", 1e-4) / size), call.real("bias", 1));
    return Ops.divide(x, Ops.power(base, call.real("beta", 0.75)));
  }
}
