package io.trihorn.layers.operations;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Creation;
import io.trihorn.ops.Joining;
import io.trihorn.ops.Rearrange;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Functions that move elements: shapes, joins, cuts, diagonals. */
final class ShapingOperations {
  private ShapingOperations() {}

  static void addTo(OperationTable table) {
    shapes(table.module("numpy"));
    orders(table);
    joins(table);
    cuts(table);
    diagonals(table);
    table
        .module("einops")
        .one("Rearrange", "", "tensor, pattern, **axes_lengths", ShapingOperations::rearrange);
  }

  private static void shapes(OperationTable table) {
    table
        .one("Reshape", "newshape", "x", ShapingOperations::reshape)
        .unary("Ravel", Joining::ravel)
        .one("ExpandDims", "axis", "x", ShapingOperations::expandDims)
        .one(
            "Squeeze",
            "axis=null",
            "x",
            a -> Shapes.squeeze(a.x(), a.isNull("axis") ? ones(a.x()) : a.axes("axis")))
        .one("BroadcastTo", "shape", "x", a -> Shapes.broadcastTo(a.x(), extents(a, "shape")))
        .one("Tile", "repeats", "x", ShapingOperations::tile)
        .one("Repeat", "repeats, axis=null", "x", ShapingOperations::repeat)
        .one("Pad", "pad_width, mode=\"constant\"", "x, constant_values=null", Padding::pad)
        .unary("Ndim", x -> x.scalar(DataType.INT32, x.rank()))
        .unary("Size", x -> x.scalar(DataType.INT32, x.size()));
  }

  /**
   * Extents as they are given. Null is one that Keras did not know when it wrote {@code
   * shape(x)[i]}, and could not take back: it is that of the tensor's axis in its place.
   */
  private static long[] extents(Arguments a, String name) {
    if (!(a.get(name) instanceof List<?> given)) {
      return a.wholes(name);
    }
    long[] dims = new long[given.size()];
    for (int i = 0; i < dims.length; i++) {
      if (given.get(i) == null && i >= a.x().rank()) {
        throw a.unsupported("'%s' is %s; give -1 or the extent for null".formatted(name, given));
      }
      dims[i] = given.get(i) == null ? a.x().dim(i) : ((Number) given.get(i)).longValue();
    }
    return dims;
  }

  private static Tensor reshape(Arguments a) {
    return Shapes.reshape(a.x(), extents(a, "newshape"));
  }

  private static Tensor expandDims(Arguments a) {
    int[] axes = a.axes("axis");
    int rank = a.x().rank() + axes.length;
    int[] sorted =
        Arrays.stream(axes).map(axis -> axis < 0 ? axis + rank : axis).sorted().toArray();
    Tensor x = a.x();
    for (int axis : sorted) {
      x = Shapes.expandDims(x, axis);
    }
    return x;
  }

  private static int[] ones(Tensor x) {
    return IntStream.range(0, x.rank()).filter(i -> x.dim(i) == 1).toArray();
  }

  private static Tensor tile(Arguments a) {
    Tensor x = a.x();
    long[] given = a.wholes("repeats");
    int rank = Math.max(given.length, x.rank());
    long[] dims = new long[rank];
    Arrays.fill(dims, 1);
    System.arraycopy(x.type().dims(), 0, dims, rank - x.rank(), x.rank());
    long[] times = new long[rank];
    Arrays.fill(times, 1);
    System.arraycopy(given, 0, times, rank - given.length, given.length);
    return Shapes.tile(Shapes.reshape(x, dims), times);
  }

  private static Tensor repeat(Arguments a) {
    Tensor x = a.isNull("axis") ? Joining.ravel(a.x()) : a.x();
    int axis = a.integer("axis", 0);
    long[] repeats = a.wholes("repeats");
    if (repeats.length == 1) {
      return Shapes.repeat(x, Math.toIntExact(repeats[0]), axis);
    }
    if (repeats.length != x.dim(axis)) {
      throw new ShapeException(
          "Repeat: got %d numbers of repeats for an axis of %d"
              .formatted(repeats.length, x.dim(axis)));
    }
    int[] places =
        IntStream.range(0, repeats.length)
            .flatMap(i -> IntStream.range(0, (int) repeats[i]).map(k -> i))
            .toArray();
    return Shapes.take(x, a.constant(places), axis);
  }

  private static void orders(OperationTable table) {
    table
        .one(
            "Transpose",
            "axes=null",
            "x",
            a -> Shapes.transpose(a.x(), a.isNull("axes") ? reversed(a.x()) : a.axes("axes")))
        .one(
            "Swapaxes",
            "axis1, axis2",
            "x",
            a -> Shapes.swapaxes(a.x(), a.integer("axis1"), a.integer("axis2")))
        .one("Moveaxis", "source, destination", "x", ShapingOperations::moveaxis)
        .one(
            "Flip",
            "axis=null",
            "x",
            a -> Shapes.flip(a.x(), a.isNull("axis") ? all(a.x()) : a.axes("axis")))
        .unary("Fliplr", Joining::fliplr)
        .unary("Flipud", Joining::flipud)
        .one("Roll", "shift, axis=null", "x", ShapingOperations::roll)
        .one(
            "Rot90",
            "k=1, axes=[0,1]",
            "array",
            a ->
                Joining.rot90(
                    a.tensor("array"), a.integer("k"), a.axes("axes")[0], a.axes("axes")[1]));
  }

  private static int[] all(Tensor x) {
    return IntStream.range(0, x.rank()).toArray();
  }

  private static int[] reversed(Tensor x) {
    return IntStream.range(0, x.rank()).map(i -> x.rank() - 1 - i).toArray();
  }

  private static Tensor moveaxis(Arguments a) {
    int rank = a.x().rank();
    int[] from = positive(a.axes("source"), rank);
    int[] to = positive(a.axes("destination"), rank);
    int[] order = new int[rank];
    Arrays.fill(order, -1);
    for (int i = 0; i < from.length; i++) {
      order[to[i]] = from[i];
    }
    int[] rest =
        IntStream.range(0, rank)
            .filter(axis -> Arrays.stream(from).noneMatch(f -> f == axis))
            .toArray();
    int next = 0;
    for (int i = 0; i < rank; i++) {
      if (order[i] < 0) {
        order[i] = rest[next++];
      }
    }
    return Shapes.transpose(a.x(), order);
  }

  private static int[] positive(int[] axes, int rank) {
    return Arrays.stream(axes).map(axis -> axis < 0 ? axis + rank : axis).toArray();
  }

  private static Tensor roll(Arguments a) {
    long[] shifts = a.wholes("shift");
    if (a.isNull("axis")) {
      return Joining.roll(a.x(), Arrays.stream(shifts).sum());
    }
    int[] axes = a.axes("axis");
    Tensor x = a.x();
    for (int i = 0; i < Math.max(axes.length, shifts.length); i++) {
      x = Joining.roll(x, shifts[shifts.length == 1 ? 0 : i], axes[axes.length == 1 ? 0 : i]);
    }
    return x;
  }

  private static void joins(OperationTable table) {
    table
        .one(
            "Concatenate",
            "axis=0",
            "xs",
            a -> Shapes.concatenate(a.tensors("xs"), a.integer("axis")))
        .one("Stack", "axis=0", "x", a -> Shapes.stack(a.tensors("x"), a.integer("axis")))
        .one("Hstack", "", "xs", a -> Joining.hstack(a.tensors("xs")))
        .one("Vstack", "", "xs", a -> Joining.vstack(a.tensors("xs")))
        .one("Dstack", "", "xs", a -> Joining.dstack(a.tensors("xs")))
        .one(
            "Append",
            "axis=null",
            "x1, x2",
            a -> {
              List<Tensor> pair = a.pair("x1", "x2");
              return a.isNull("axis")
                  ? Joining.append(pair.get(0), pair.get(1))
                  : Joining.append(pair.get(0), pair.get(1), a.integer("axis"));
            })
        .many(
            "Meshgrid",
            "indexing=\"xy\"",
            "*x",
            a -> Joining.meshgrid(a.tensors("x"), a.text("indexing")));
  }

  private static void cuts(OperationTable table) {
    table
        .many("Split", "indices_or_sections, axis=0", "x", a -> split(a, a.integer("axis")))
        .many("ArraySplit", "indices_or_sections, axis=0", "x", ShapingOperations::arraySplit)
        .many("Hsplit", "indices_or_sections", "x", a -> split(a, a.x().rank() == 1 ? 0 : 1))
        .many("Vsplit", "indices_or_sections", "x", a -> split(a, 0))
        .many("Dsplit", "indices_or_sections", "x", a -> split(a, 2))
        .one("GetItem", "", "x, key", Indexing::getItem)
        .one("Take", "axis=null", "x, indices", a -> flatOrAlong(a, Joining::take))
        .one("TakeAlongAxis", "axis=null", "x, indices", ShapingOperations::takeAlongAxis)
        .many(
            "UnravelIndex",
            "shape",
            "indices",
            a -> Joining.unravelIndex(a.tensor("indices"), a.wholes("shape")));
  }

  private interface Along {
    Tensor apply(Tensor x, Tensor indices, int axis);
  }

  private static Tensor flatOrAlong(Arguments a, Along function) {
    return a.isNull("axis")
        ? function.apply(Joining.ravel(a.x()), a.tensor("indices"), 0)
        : function.apply(a.x(), a.tensor("indices"), a.integer("axis"));
  }

  private static Tensor takeAlongAxis(Arguments a) {
    if (a.isNull("axis")) {
      return Shapes.takeAlongAxis(Joining.ravel(a.x()), Joining.ravel(a.tensor("indices")), 0);
    }
    Tensor x = a.x();
    Tensor indices = a.tensor("indices");
    int axis = positive(a.axes("axis"), x.rank())[0];
    long[] wide = x.type().dims();
    long[] far = indices.type().dims();
    for (int i = 0; i < wide.length; i++) {
      long extent = Math.max(wide[i], far[i]);
      wide[i] = i == axis ? wide[i] : extent;
      far[i] = i == axis ? far[i] : extent;
    }
    return Shapes.takeAlongAxis(
        Shapes.broadcastTo(x, wide), Shapes.broadcastTo(indices, far), axis);
  }

  /** Into equal parts, or before each of some places. */
  private static List<Tensor> split(Arguments a, int axis) {
    if (!a.isList("indices_or_sections")) {
      return Shapes.splitEqually(a.x(), axis, a.integer("indices_or_sections"));
    }
    return before(a, axis);
  }

  private static List<Tensor> before(Arguments a, int axis) {
    long extent = a.x().dim(axis);
    List<Long> sizes = new ArrayList<>();
    long from = 0;
    for (long place : a.wholes("indices_or_sections")) {
      long to = Math.max(from, Math.min(extent, place < 0 ? place + extent : place));
      sizes.add(to - from);
      from = to;
    }
    sizes.add(extent - from);
    return Shapes.split(a.x(), axis, sizes.stream().mapToLong(Long::longValue).toArray());
  }

  private static List<Tensor> arraySplit(Arguments a) {
    int axis = a.integer("axis");
    return a.isList("indices_or_sections")
        ? before(a, axis)
        : Joining.arraySplit(a.x(), a.integer("indices_or_sections"), axis);
  }

  private static void diagonals(OperationTable table) {
    offset(table, "Tril", Creation::tril);
    offset(table, "Triu", Creation::triu);
    offset(table, "Diag", Creation::diag);
    offset(table, "Diagflat", Creation::diagflat);
    table
        .one(
            "Diagonal",
            "offset=0, axis1=0, axis2=1",
            "x",
            a ->
                Creation.diagonal(
                    a.x(), a.integer("offset"), a.integer("axis1"), a.integer("axis2")))
        .one(
            "Trace",
            "offset=0, axis1=0, axis2=1",
            "x",
            a -> Creation.trace(a.x(), a.integer("offset"), a.integer("axis1"), a.integer("axis2")))
        .one(
            "Vander",
            "N=null, increasing=false",
            "x",
            a -> Creation.vander(a.x(), a.integer("N", (int) a.x().dim(0)), a.flag("increasing")));
  }

  private static void offset(
      OperationTable table, String name, BiFunction<Tensor, Integer, Tensor> function) {
    table.one(name, "k=0", "x", a -> function.apply(a.x(), a.integer("k")));
  }

  private static Tensor rearrange(Arguments a) {
    Map<String, Long> lengths = new LinkedHashMap<>();
    if (a.get("axes_lengths") instanceof Map<?, ?> given) {
      given.forEach((axis, length) -> lengths.put(axis.toString(), ((Number) length).longValue()));
    }
    return Rearrange.rearrange(a.tensor("tensor"), a.text("pattern"), lengths);
  }
}
