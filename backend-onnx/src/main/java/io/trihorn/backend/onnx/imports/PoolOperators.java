package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Poolings of {@code (batch, channels, spatial...)}. */
final class PoolOperators {
  private PoolOperators() {}

  static void addTo(Operators.Builder table) {
    table.add("MaxPool", PoolOperators::maxPool);
    table.one("AveragePool", c -> averagePool(c, c.in(0)));
    table.one("LpPool", PoolOperators::lpPool);
    table.one("GlobalAveragePool", c -> Ops.meanKeep(c.in(0), spatialAxes(c)));
    table.one("GlobalMaxPool", c -> Ops.maxKeep(c.in(0), spatialAxes(c)));
    table.one(
        "GlobalLpPool",
        c -> root(Ops.sumKeep(powered(c.in(0), c.real("p", 2)), spatialAxes(c)), c.real("p", 2)));
    table.one("MaxUnpool", PoolOperators::maxUnpool);
  }

  private static int[] spatialAxes(OpCall call) {
    return Values.axes(2, call.in(0).rank());
  }

  private static long[] spatial(Tensor x) {
    return Values.part(x.type().dims(), 2, x.rank());
  }

  private static Geometry geometry(OpCall call) {
    if (call.in(0).rank() < 3) {
      throw call.wrong("needs spatial axes, but got " + call.in(0).type());
    }
    return Geometry.of(call, spatial(call.in(0)), null);
  }

  /** The geometry for a primitive, or null where it has none. */
  private static Pooling.PoolSpec primitive(Tensor x, Geometry g) {
    int n = g.window().length;
    List<Integer> high = IntStream.range(0, n).mapToObj(i -> g.needed(i, x.dim(i + 2))).toList();
    boolean small =
        IntStream.range(0, n)
            .allMatch(
                i -> g.low()[i] >= 0 && g.low()[i] < g.window()[i] && high.get(i) < g.window()[i]);
    if (n > 3 || !g.dense() || !small) {
      return null;
    }
    return new Pooling.PoolSpec(
        Geometry.list(g.window()),
        Geometry.list(g.strides()),
        Geometry.list(g.low()),
        high,
        Layout.CHANNELS_FIRST);
  }

  private static List<Tensor> maxPool(OpCall call) {
    Tensor x = call.in(0);
    Geometry g = geometry(call);
    if (call.wants(1)) {
      return withIndices(x, g, call.flag("storage_order", false));
    }
    return List.of(
        Values.inFloats(
            x,
            f -> {
              Pooling.PoolSpec spec = primitive(f, g);
              return spec != null
                  ? f.with(f.builder().add(new Pooling.MaxPool(spec), f.value()))
                  : Taps.of(f, g, Double.NEGATIVE_INFINITY).stream()
                      .reduce(Ops::maximum)
                      .orElseThrow();
            }));
  }

  /** The maxima and where they are in the flat operand; of equals the first in the window. */
  private static List<Tensor> withIndices(Tensor x, Geometry g, boolean columnMajor) {
    long[] spatial = spatial(x);
    TensorData grid =
        TensorData.zeros(TensorType.of(DataType.INT64, Values.join(new long[] {1, 1}, spatial)));
    for (long i = 0; i < grid.size(); i++) {
      grid.setLong(i, columnMajor ? columnMajor(i, spatial) : i);
    }
    List<Tensor> places = Taps.of(x.constant(grid), g, 0);
    List<Tensor> taps = Taps.of(x, g, Values.lowest(x.dtype()));
    Tensor best = taps.get(0);
    Tensor place = Shapes.broadcastTo(places.get(0), best.type().dims());
    for (int i = 1; i < taps.size(); i++) {
      Tensor better = Ops.greater(taps.get(i), best);
      place = Ops.where(better, places.get(i), place);
      best = Ops.where(better, taps.get(i), best);
    }
    long images = x.dim(0) * x.dim(1);
    Tensor offset = Ops.multiply(Shapes.arange(x, images, DataType.INT64), Values.product(spatial));
    long[] dims = new long[x.rank()];
    Arrays.fill(dims, 1);
    dims[0] = x.dim(0);
    dims[1] = x.dim(1);
    return List.of(best, Ops.add(place, Shapes.reshape(offset, dims)));
  }

  private static long columnMajor(long index, long[] spatial) {
    long rest = index;
    long result = 0;
    long[] position = new long[spatial.length];
    for (int i = spatial.length - 1; i >= 0; i--) {
      position[i] = rest % spatial[i];
      rest /= spatial[i];
    }
    for (int i = spatial.length - 1; i >= 0; i--) {
      result = result * spatial[i] + position[i];
    }
    return result;
  }

  /** The means that a call's attributes say, of this operand. */
  static Tensor averagePool(OpCall call, Tensor x) {
    Geometry g = geometry(call);
    boolean withPadding = call.flag("count_include_pad", false);
    Pooling.PoolSpec spec = primitive(x, g);
    if (spec == null) {
      return Ops.divide(Ops.addAll(Taps.of(x, g, 0)), counts(x, g, withPadding));
    }
    Tensor mean = x.with(x.builder().add(new Pooling.AveragePool(spec), x.value()));
    return withPadding
        ? Ops.multiply(mean, Ops.divide(counts(x, g, false), counts(x, g, true)))
        : mean;
  }

  /** How many elements each window counts: {@code (1, 1, outputs...)}. */
  private static Tensor counts(Tensor x, Geometry g, boolean withPadding) {
    int n = g.window().length;
    Tensor all = x.scalar(1);
    for (int i = 0; i < n; i++) {
      long[] dims = new long[n - i];
      Arrays.fill(dims, 1);
      dims[0] = g.outputs()[i];
      TensorData along = TensorData.zeros(TensorType.of(x.dtype(), dims));
      long first = withPadding ? -g.low()[i] : 0;
      long limit = x.dim(i + 2) + (withPadding ? g.high()[i] : 0);
      for (int o = 0; o < g.outputs()[i]; o++) {
        int count = 0;
        for (int k = 0; k < g.window()[i]; k++) {
          long at = (long) o * g.strides()[i] - g.low()[i] + (long) k * g.dilations()[i];
          count += at >= first && at < limit ? 1 : 0;
        }
        along.setDouble(o, count);
      }
      all = Ops.multiply(all, x.constant(along));
    }
    return all;
  }

  private static Tensor powered(Tensor x, double p) {
    return p == 1 ? Ops.abs(x) : p == 2 ? Ops.square(x) : Ops.power(Ops.abs(x), p);
  }

  private static Tensor root(Tensor x, double p) {
    return p == 1 ? x : p == 2 ? Ops.sqrt(x) : Ops.power(x, 1 / p);
  }

  private static Tensor lpPool(OpCall call) {
    double p = call.opset() == 1 ? call.real("p", 2) : call.integer("p", 2);
    Geometry g = geometry(call);
    return root(Ops.addAll(Taps.of(powered(call.in(0), p), g, 0)), p);
  }

  /** Puts elements to where max pooling took them from, in the flat result. */
  private static Tensor maxUnpool(OpCall call) {
    Tensor x = call.in(0);
    int n = x.rank() - 2;
    long[] dims = x.type().dims();
    if (call.has(2)) {
      dims = call.longs(2);
    } else {
      long[] window = call.integers("kernel_shape", n, 1);
      long[] strides = call.integers("strides", n, 1);
      long[] pads = call.integers("pads", 2 * n, 0);
      for (int i = 0; i < n; i++) {
        dims[i + 2] = (dims[i + 2] - 1) * strides[i] + window[i] - pads[i] - pads[n + i];
      }
    }
    Tensor zeros = Shapes.full(x, 0, x.dtype(), Values.product(dims));
    Tensor filled = ScatterOperators.set(zeros, Values.flat(call.in(1)), Values.flat(x));
    return Shapes.reshape(filled, dims);
  }
}
