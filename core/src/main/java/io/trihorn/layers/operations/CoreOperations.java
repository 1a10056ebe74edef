package io.trihorn.layers.operations;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Core;
import io.trihorn.ops.Creation;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Normalizing;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Places;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/** {@code keras.src.ops.core}, and arrays made of numbers. */
final class CoreOperations {
  private CoreOperations() {}

  static void addTo(OperationTable table) {
    table
        .module("core")
        .one("Cast", "dtype", "x", a -> Ops.cast(a.x(), a.dtype("dtype")))
        .one("SaturateCast", "dtype", "x", a -> Normalizing.saturateCast(a.x(), a.dtype("dtype")))
        .one("ConvertToTensor", "dtype=null, sparse=null, ragged=null", "x", CoreOperations::as)
        .one("StopGradient", "", "variable", a -> Ops.stopGradient(a.tensor("variable")))
        .one("Scatter", "shape", "indices, values", CoreOperations::scatter)
        .one("ScatterUpdate", "reduction=null", "inputs, indices, updates", CoreOperations::update)
        .one(
            "Slice",
            "shape",
            "inputs, start_indices",
            a -> Places.slice(a.tensor("inputs"), a.tensor("start_indices"), a.wholes("shape")))
        .one(
            "SliceUpdate",
            "",
            "inputs, start_indices, updates",
            a ->
                Places.sliceUpdate(
                    a.tensor("inputs"), a.tensor("start_indices"), a.tensor("updates")))
        .many("Unstack", "num=null, axis=0", "x", a -> Core.unstack(a.x(), a.integer("axis")));
    table
        .module("numpy")
        .one("Array", "dtype=null", "x", CoreOperations::as)
        .one(
            "Full",
            "shape, dtype=null",
            "fill_value",
            a -> Shapes.broadcastTo(typed(a, a.tensor("fill_value")), a.wholes("shape")))
        .many(
            "Linspace",
            "num=50, endpoint=true, retstep=false, dtype=null, axis=0",
            "start, stop",
            CoreOperations::linspace)
        .one(
            "Logspace",
            "num=50, endpoint=true, base=10, dtype=null, axis=0",
            "start, stop",
            a -> {
              Tensor power = between(a, a.pair("start", "stop"));
              return typed(a, Ops.power(power.scalar(a.number("base")), power));
            })
        .one(
            "Geomspace",
            "num=50, endpoint=true, dtype=null, axis=0",
            "start, stop",
            a ->
                typed(
                    a,
                    Ops.exp(between(a, a.pair("start", "stop").stream().map(Ops::log).toList()))));
  }

  private static Tensor as(Arguments a) {
    return typed(a, a.x());
  }

  private static Tensor typed(Arguments a, Tensor made) {
    return a.isNull("dtype") ? made : Ops.cast(made, a.dtype("dtype"));
  }

  private static Tensor scatter(Arguments a) {
    return Places.scatter(a.tensor("indices"), a.tensor("values"), a.wholes("shape"));
  }

  private static Tensor update(Arguments a) {
    Tensor x = a.tensor("inputs");
    Tensor indices = a.tensor("indices");
    Tensor updates = a.tensor("updates");
    return a.isNull("reduction")
        ? Places.scatterUpdate(x, indices, updates)
        : Places.scatterUpdate(x, indices, updates, a.text("reduction"));
  }

  /** Numbers at the same distance from each other, along a new axis. */
  private static Tensor between(Arguments a, List<Tensor> ends) {
    int num = a.integer("num");
    DataType dtype = DTypes.floating(DTypes.promote(ends.get(0).dtype(), ends.get(1).dtype()));
    Tensor start = Ops.cast(ends.get(0), dtype);
    Tensor span = Ops.subtract(Ops.cast(ends.get(1), dtype), start);
    Tensor places = Creation.arange(start, 0, num, 1, dtype);
    long[] dims = new long[span.rank() + 1];
    Arrays.fill(dims, 1);
    dims[0] = num;
    Tensor share =
        Ops.divide(Shapes.reshape(places, dims), Math.max(1, a.flag("endpoint") ? num - 1 : num));
    Tensor made =
        Ops.add(Shapes.expandDims(start, 0), Ops.multiply(share, Shapes.expandDims(span, 0)));
    return Shapes.moveaxis(made, 0, a.integer("axis"));
  }

  private static List<Tensor> linspace(Arguments a) {
    List<Tensor> ends = a.pair("start", "stop");
    Tensor made = typed(a, between(a, ends));
    if (!a.flag("retstep")) {
      return List.of(made);
    }
    int parts = a.flag("endpoint") ? a.integer("num") - 1 : a.integer("num");
    return List.of(made, Ops.divide(Ops.subtract(ends.get(1), ends.get(0)), parts));
  }
}
