package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;

/** Boxes and elements at places that are computed, under the names of {@code keras.ops}. */
public final class Places {
  private Places() {}

  /** The elements of a box, from int32 starts {@code (rank)} that need not be known. */
  public static Tensor slice(Tensor x, Tensor starts, long... dims) {
    Tensor part = x;
    for (int axis = 0; axis < x.rank(); axis++) {
      part = Shapes.take(part, places(x, starts, axis, dims[axis]), axis);
    }
    return part;
  }

  private static Tensor places(Tensor x, Tensor starts, int axis, long extent) {
    Tensor start = Ops.cast(Shapes.index(starts, 0, axis), DataType.INT32);
    // A box that would stick out is moved inside, as in Keras on JAX.
    Tensor inside = Ops.clip(start, 0, x.dim(axis) - extent);
    return Ops.add(Shapes.arange(x, extent, DataType.INT32), inside);
  }

  /** A copy with a box replaced, at int32 starts {@code (rank)} that need not be known. */
  public static Tensor sliceUpdate(Tensor x, Tensor starts, Tensor updates) {
    Tensor inside = null;
    Tensor spread = Ops.cast(updates, x.dtype());
    for (int axis = 0; axis < x.rank(); axis++) {
      Tensor first = Shapes.index(places(x, starts, axis, updates.dim(axis)), 0, 0);
      Tensor from = Ops.subtract(Shapes.arange(x, x.dim(axis), DataType.INT32), first);
      Tensor here = Ops.logicalAnd(Ops.greaterEqual(from, 0), Ops.less(from, updates.dim(axis)));
      spread = Shapes.take(spread, Ops.clip(from, 0, updates.dim(axis) - 1), axis);
      Tensor shaped = Nn.alongAxis(here, axis, x.rank());
      inside = inside == null ? shaped : Ops.logicalAnd(inside, shaped);
    }
    return inside == null ? spread : Ops.where(inside, spread, x);
  }

  /**
   * Zeros of a shape with values added at positions.
   *
   * @param indices {@code (..., k)}, integers: places on the first k axes
   * @param values {@code (..., rest of the shape)}
   */
  public static Tensor scatter(Tensor indices, Tensor values, long... dims) {
    Tensor zeros = Shapes.full(values, 0, values.dtype(), dims);
    int k = Math.toIntExact(indices.dim(-1));
    Tensor flat = flatPlaces(indices, dims, k);
    Tensor rows = rows(zeros, k);
    return Shapes.reshape(
        Shapes.scatterAdd(rows, flat, Shapes.reshape(values, flat.dim(0), rows.dim(1))), dims);
  }

  /** A copy with values at positions replaced; of several for one place the last stays. */
  public static Tensor scatterUpdate(Tensor x, Tensor indices, Tensor updates) {
    int k = Math.toIntExact(indices.dim(-1));
    Tensor flat = flatPlaces(indices, x.type().dims(), k);
    Tensor rows = rows(x, k);
    Tensor given = Shapes.reshape(Ops.cast(updates, x.dtype()), flat.dim(0), rows.dim(1));
    // For each row the number of the last update of it, or -1: no two are added up.
    Tensor own = Ops.equal(Shapes.expandDims(flat, 0), columnOf(x, rows.dim(0)));
    Tensor number = Ops.add(Shapes.arange(x, flat.dim(0), DataType.INT32), 1);
    Tensor last = Ops.subtract(Ops.max(Ops.where(own, number, 0), 1), 1);
    Tensor picked = Shapes.take(given, last, 0);
    Tensor hit = Shapes.expandDims(Ops.greaterEqual(last, 0), 1);
    return Shapes.reshape(Ops.where(hit, picked, rows), x.type().dims());
  }

  /**
   * A copy with values at positions joined with those that are there.
   *
   * @param reduction {@code add}, {@code mul}, {@code max} or {@code min}
   * @throws ShapeException if it is none of these
   */
  public static Tensor scatterUpdate(Tensor x, Tensor indices, Tensor updates, String reduction) {
    int k = Math.toIntExact(indices.dim(-1));
    Tensor flat = flatPlaces(indices, x.type().dims(), k);
    Tensor rows = rows(x, k);
    Tensor given = Shapes.reshape(Ops.cast(updates, x.dtype()), flat.dim(0), rows.dim(1));
    long n = rows.dim(0);
    Tensor joined =
        switch (reduction) {
          case "add" -> Shapes.scatterAdd(rows, flat, given);
          case "mul" -> Ops.multiply(rows, Segments.segmentProd(given, flat, n));
          case "max" -> Ops.maximum(rows, Segments.segmentMax(given, flat, n));
          case "min" -> Ops.minimum(rows, Segments.segmentMin(given, flat, n));
          default ->
              throw new ShapeException(
                  "scatterUpdate: unknown reduction '"
                      + reduction
                      + "'; known are add, mul, max, min");
        };
    return Shapes.reshape(joined, x.type().dims());
  }

  private static Tensor columnOf(Tensor like, long n) {
    return Shapes.expandDims(Shapes.arange(like, n, DataType.INT32), 1);
  }

  private static Tensor rows(Tensor x, int k) {
    long n = 1;
    for (int i = 0; i < k; i++) {
      n *= x.dim(i);
    }
    return Shapes.reshape(x, n, n == 0 ? 1 : x.size() / n);
  }

  private static Tensor flatPlaces(Tensor indices, long[] dims, int k) {
    Tensor table = Ops.cast(Shapes.reshape(indices, -1, k), DataType.INT32);
    Tensor flat = null;
    for (int i = 0; i < k; i++) {
      Tensor column = Shapes.index(table, 1, i);
      Tensor from = Shapes.fromEnd(column, dims[i]);
      flat = flat == null ? from : Ops.add(Ops.multiply(flat, dims[i]), from);
    }
    return flat;
  }
}
