package io.trihorn.layers.operations;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Joining;
import io.trihorn.ops.NanOps;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Sorting;
import io.trihorn.ops.Special;
import io.trihorn.ops.Statistics;
import io.trihorn.ops.Statistics.Method;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.linalg.Linalg;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;

/** Functions over axes: reductions, statistics, running sums, orders. */
final class ReducingOperations {
  private static final String REDUCING = "axis=null, keepdims=false";

  private ReducingOperations() {}

  static void addTo(OperationTable table) {
    table.module("numpy");
    reducing(table, "Sum", Ops::sum);
    reducing(table, "Mean", Ops::mean);
    reducing(table, "Any", Ops::any);
    reducing(table, "All", Ops::all);
    reducing(table, "Amax", Ops::max);
    reducing(table, "Amin", Ops::min);
    reducing(table, "Var", Statistics::var);
    reducing(table, "Std", Statistics::std);
    reducing(table, "Ptp", Statistics::ptp);
    reducing(table, "Median", Statistics::median);
    reducing(table, "Nansum", NanOps::nansum);
    reducing(table, "Nanprod", NanOps::nanprod);
    reducing(table, "Nanmax", NanOps::nanmax);
    reducing(table, "Nanmin", NanOps::nanmin);
    reducing(table, "Nanmean", NanOps::nanmean);
    reducing(table, "Nanvar", NanOps::nanvar);
    reducing(table, "Nanstd", NanOps::nanstd);
    reducing(table, "Nanmedian", NanOps::nanmedian);
    arguments(table, "Argmax", Ops::argmax);
    arguments(table, "Argmin", Ops::argmin);
    arguments(table, "Nanargmax", NanOps::nanargmax);
    arguments(table, "Nanargmin", NanOps::nanargmin);
    bounded(table, "Max", Ops::max, Ops::maximum);
    bounded(table, "Min", Ops::min, Ops::minimum);
    running(table, "Cumsum", Ops::cumsum);
    running(table, "Cumprod", Statistics::cumprod);
    running(table, "Nancumsum", NanOps::nancumsum);
    running(table, "Nancumprod", NanOps::nancumprod);
    // Keras keeps this one's method, and computes by the default.
    quantiles(
        table,
        "Quantile",
        1,
        (x, q, method, axes) -> Statistics.quantile(x, q, Method.LINEAR, axes));
    quantiles(table, "Percentile", 100, Statistics::quantile);
    quantiles(table, "Nanquantile", 1, NanOps::nanquantile);
    quantiles(table, "Nanpercentile", 100, NanOps::nanquantile);
    others(table);
    orders(table);
    table.module("math").one("Logsumexp", REDUCING, "x", a -> reduce(a, Special::logsumexp));
    table.module("linalg").one("Norm", "ord=null, " + REDUCING, "x", ReducingOperations::norm);
    table
        .module("nn")
        .many("Moments", "axes, keepdims=false, synchronized=false", "x", a -> moments(a));
  }

  /** A function over axes, all where none are given. */
  private interface Reduction {
    Tensor over(Tensor x, int... axes);
  }

  private static void reducing(OperationTable table, String name, Reduction function) {
    table.one(name, REDUCING, "x", a -> reduce(a, function));
  }

  private static Tensor reduce(Arguments a, Reduction function) {
    if (overNone(a)) {
      return function.over(withOne(a.x()), -1);
    }
    int[] axes = a.axes("axis");
    return keep(a, a.x(), function.over(a.x(), axes), axes);
  }

  /** Whether the axes are an empty list, where null would be all of them. */
  private static boolean overNone(Arguments a) {
    return !a.isNull("axis") && a.axes("axis").length == 0;
  }

  /** With one more axis of one element, to reduce each element by itself. */
  private static Tensor withOne(Tensor x) {
    return Shapes.expandDims(x, -1);
  }

  /** The result with an axis of one element for each that was reduced, if that is asked for. */
  private static Tensor keep(Arguments a, Tensor x, Tensor reduced, int... axes) {
    if (!a.flag("keepdims")) {
      return reduced;
    }
    long[] dims = x.type().dims();
    if (axes.length == 0) {
      Arrays.fill(dims, 1);
    }
    for (int axis : axes) {
      dims[axis < 0 ? axis + dims.length : axis] = 1;
    }
    return Shapes.reshape(reduced, dims);
  }

  private static void arguments(
      OperationTable table, String name, BiFunction<Tensor, Integer, Tensor> function) {
    table.one(
        name,
        REDUCING,
        "x",
        a ->
            a.isNull("axis")
                ? keep(a, a.x(), function.apply(Joining.ravel(a.x()), 0))
                : keep(a, a.x(), function.apply(a.x(), a.integer("axis")), a.axes("axis")));
  }

  private static void bounded(
      OperationTable table, String name, Reduction function, BinaryOperator<Tensor> with) {
    table.one(
        name,
        REDUCING + ", initial=null",
        "x",
        a -> {
          Tensor reduced = reduce(a, function);
          return a.isNull("initial") ? reduced : with.apply(reduced, a.beside("initial", reduced));
        });
  }

  private static void running(
      OperationTable table, String name, BiFunction<Tensor, Integer, Tensor> function) {
    table.one(
        name,
        "axis=null, dtype=null",
        "x",
        a -> {
          Tensor x = a.isNull("dtype") ? a.x() : Ops.cast(a.x(), a.dtype("dtype"));
          return a.isNull("axis")
              ? function.apply(Joining.ravel(x), 0)
              : function.apply(x, a.integer("axis"));
        });
  }

  private interface Quantile {
    Tensor of(Tensor x, double q, Method method, int... axes);
  }

  /** For several shares the results are stacked. */
  private static void quantiles(
      OperationTable table, String name, double whole, Quantile function) {
    table.one(
        name,
        "axis=null, method=\"linear\", keepdims=false",
        "x, q",
        a -> {
          int[] axes = a.axes("axis");
          Method method = Method.valueOf(a.text("method").toUpperCase(Locale.ROOT));
          List<Tensor> made = new ArrayList<>();
          for (double q : a.numbers("q")) {
            made.add(
                overNone(a)
                    ? function.of(withOne(a.x()), q / whole, method, -1)
                    : keep(a, a.x(), function.of(a.x(), q / whole, method, axes), axes));
          }
          return a.rank("q") == 0 ? made.get(0) : Shapes.stack(made, 0);
        });
  }

  private static void others(OperationTable table) {
    table
        .one(
            "Prod",
            REDUCING + ", dtype=null",
            "x",
            a -> {
              Tensor made = reduce(a, Ops::prod);
              return a.isNull("dtype") ? made : Ops.cast(made, a.dtype("dtype"));
            })
        .one(
            "CountNonzero",
            "axis=null",
            "x",
            a ->
                overNone(a)
                    ? Statistics.countNonzero(withOne(a.x()), -1)
                    : Statistics.countNonzero(a.x(), a.axes("axis")))
        .one(
            "Average",
            "axis=null",
            "x, weights=null",
            a ->
                a.isNull("weights")
                    ? Ops.mean(a.x(), a.axes("axis"))
                    : Statistics.average(a.x(), weights(a), a.axes("axis")))
        .one("Corrcoef", "", "x", a -> Statistics.corrcoef(a.x()))
        .one(
            "Correlate",
            "mode=\"valid\"",
            "x1, x2",
            a -> Statistics.correlate(a.tensor("x1"), a.tensor("x2"), a.text("mode")))
        .one(
            "Diff",
            "n=1, axis=-1",
            "a",
            a -> Statistics.diff(a.tensor("a"), a.integer("n"), a.integer("axis")))
        .one(
            "Trapezoid",
            "x=null, dx=1.0, axis=-1",
            "y",
            a ->
                a.isNull("x")
                    ? Statistics.trapezoid(a.tensor("y"), a.number("dx"), a.integer("axis"))
                    : Statistics.trapezoid(a.tensor("y"), a.x(), a.integer("axis")))
        .many(
            "Histogram",
            "bins=10, range=null",
            "x",
            a -> {
              if (a.isNull("range")) {
                return Statistics.histogram(a.x(), a.integer("bins"));
              }
              double[] range = a.numbers("range");
              return Statistics.histogram(a.x(), a.integer("bins"), range[0], range[1]);
            });
  }

  /** Weights for the elements, or one for each place along the axis. */
  private static Tensor weights(Arguments a) {
    Tensor weights = a.tensor("weights");
    Tensor x = a.x();
    if (weights.rank() == x.rank()) {
      return weights;
    }
    int axis = a.isNull("axis") ? 0 : a.integer("axis");
    long[] dims = new long[x.rank()];
    Arrays.fill(dims, 1);
    dims[axis < 0 ? axis + dims.length : axis] = weights.size();
    return Shapes.broadcastTo(Shapes.reshape(weights, dims), x.type().dims());
  }

  private static void orders(OperationTable table) {
    table
        .one("Sort", "axis=-1", "x", a -> alongOrAll(a, Sorting::sort))
        .one("Argsort", "axis=-1", "x", a -> alongOrAll(a, Sorting::argsort))
        .one(
            "Argpartition",
            "kth, axis=-1",
            "x",
            a -> alongOrAll(a, (x, axis) -> Sorting.argpartition(x, a.integer("kth"), axis)))
        .one("Digitize", "", "x, bins", a -> Sorting.digitize(a.x(), a.tensor("bins")))
        .one(
            "SearchSorted",
            "side=\"left\"",
            "sorted_sequence, values",
            a -> {
              List<Tensor> pair = a.pair("sorted_sequence", "values");
              boolean right = a.text("side").equals("right");
              return Sorting.searchsorted(pair.get(0), pair.get(1), right);
            });
    table
        .module("math")
        .many("TopK", "k, sorted=true", "x", a -> Sorting.topK(a.x(), a.integer("k")))
        .one(
            "InTopK",
            "k",
            "targets, predictions",
            a -> Sorting.inTopK(a.tensor("targets"), a.tensor("predictions"), a.integer("k")));
  }

  /** Along an axis, or along all elements where there is none. */
  private static Tensor alongOrAll(Arguments a, BiFunction<Tensor, Integer, Tensor> function) {
    return a.isNull("axis")
        ? function.apply(Joining.ravel(a.x()), 0)
        : function.apply(a.x(), a.integer("axis"));
  }

  private static Tensor norm(Arguments a) {
    int[] axes = a.axes("axis");
    Tensor x = a.x();
    Tensor made;
    if (a.isNull("ord")) {
      // Without an order it is that of all elements, whatever the rank.
      Tensor all = axes.length == 0 ? Joining.ravel(x) : x;
      made = Linalg.norm(all, axes);
    } else if (a.get("ord") instanceof String name && !name.endsWith("inf")) {
      made = Linalg.norm(x, name, axes);
    } else {
      made = Linalg.norm(x, order(a), axes);
    }
    return keep(a, x, made, axes);
  }

  private static double order(Arguments a) {
    if (a.get("ord") instanceof String name) {
      return name.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return a.number("ord");
  }

  private static List<Tensor> moments(Arguments a) {
    int[] axes = a.axes("axes");
    Tensor x = a.x();
    // Squares of half floats overflow.
    boolean half = x.dtype() == DataType.FLOAT16;
    List<Tensor> made = Statistics.moments(half ? Ops.cast(x, DataType.FLOAT32) : x, axes);
    return made.stream().map(m -> Ops.cast(keep(a, x, m, axes), x.dtype())).toList();
  }
}
