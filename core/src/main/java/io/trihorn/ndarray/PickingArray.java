package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.pending.Cell;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Elements picked and put by arrays of positions, and what is found among them. Positions and what
 * has as many elements as are found are looked at on the host.
 */
abstract class PickingArray extends MatrixArray {
  PickingArray(NDManager manager, Storage storage, View view) {
    super(manager, storage, view);
  }

  /** Positions along an axis, one for each element of a result. */
  private TensorData along(String name, NDArray index, int axis) {
    Shape given = index.getShape();
    int rank = shape.dimension();
    boolean fits = given.dimension() == rank && axis >= -rank && axis < rank;
    int at = axis < 0 ? axis + rank : axis;
    for (int i = 0; fits && i < rank; i++) {
      fits = i == at || given.get(i) <= shape.get(i);
    }
    if (!fits) {
      throw new ShapeException(
          name
              + ": expected positions along axis "
              + axis
              + " of "
              + shape
              + ", no longer than it along the others, but got "
              + given);
    }
    return Positions.within(Positions.of(index), shape.get(at));
  }

  /**
   * Elements at positions along an axis: the result has the shape of the positions, and keeps the
   * other coordinates.
   */
  @Override
  public NDArray gather(NDArray index, int axis) {
    Shape extents = index.getShape();
    if (extents.size() == 0) {
      return manager.create(extents, dataType);
    }
    TensorData positions = along("gather", index, axis);
    Operation operation =
        new Operation(
            "gather",
            in -> {
              Tensor box = cut(in.get(0), extents, axis);
              return List.of(Shapes.takeAlongAxis(box, in.get(1), axis));
            },
            axis,
            extents);
    return wrap(cellOf(operation, operand(), Cell.of(positions)));
  }

  /** The first elements along every axis but one. */
  private static Tensor cut(Tensor x, Shape extents, int axis) {
    int at = axis < 0 ? axis + x.rank() : axis;
    Tensor box = x;
    for (int i = 0; i < x.rank(); i++) {
      if (i != at && extents.get(i) != x.dim(i)) {
        box = Shapes.slice(box, i, 0, extents.get(i));
      }
    }
    return box;
  }

  /** Elements at coordinates {@code (axes, ...)}: each row has the places along one axis. */
  @Override
  public NDArray gatherNd(NDArray index) {
    TensorData all = Positions.of(index);
    long[] dims = all.type().dims();
    if (dims.length == 0 || dims[0] > shape.dimension() || dims[0] == 0) {
      throw new ShapeException(
          "gatherNd: expected rows of places for axes of " + shape + ", but got " + all.type());
    }
    NDIndex picks = new NDIndex();
    long row = all.size() / dims[0];
    for (int axis = 0; axis < dims[0]; axis++) {
      TensorData places = TensorData.zeros(TensorType.of(DataType.INT64, row));
      for (long i = 0; i < row; i++) {
        places.setLong(i, all.getLong(axis * row + i));
      }
      long[] rest = Arrays.copyOfRange(dims, 1, dims.length);
      picks.addIndices("{}", wrap(Cell.of(places.reshape(rest))));
    }
    return get(picks);
  }

  /** Elements at positions of all elements in one row; those below 0 count from the end. */
  @Override
  public NDArray take(NDManager manager, NDArray index) {
    TensorData positions = Positions.inside(Positions.of(index), size());
    Operation operation =
        new Operation(
            "take", in -> List.of(Shapes.take(Shapes.reshape(in.get(0), -1), in.get(1), 0)));
    return wrap(manager, cellOf(operation, operand(), Cell.of(positions)));
  }

  /** A copy with values at positions of all elements in one row; the last of several stays. */
  @Override
  public NDArray put(NDArray index, NDArray value) {
    requireLike("put", value);
    if (index.size() != value.size()) {
      throw new ShapeException(
          "put: expected a value for each of "
              + index.getShape()
              + " positions, but got "
              + value.getShape());
    }
    TensorData flat = Positions.inside(Positions.of(index), size()).reshape(index.size());
    return putFlat("put", flat, value);
  }

  private NDArray putFlat(String name, TensorData flat, NDArray value) {
    Operation operation =
        new Operation(
            name,
            in -> {
              Tensor rows = Shapes.reshape(in.get(0), -1, 1);
              Tensor given = Shapes.reshape(in.get(1), flat.size(), 1);
              Tensor changed = Picking.replaced(rows, in.get(2), given, in.get(3));
              return List.of(Shapes.reshape(changed, in.get(0).type().dims()));
            },
            flat.size());
    if (flat.size() == 0) {
      return duplicate();
    }
    return wrap(cellOf(operation, operand(), operandOf(value), Cell.of(flat), Picking.lasts(flat)));
  }

  private void requireLike(String name, NDArray value) {
    if (value.getDataType() != dataType) {
      throw new IllegalArgumentException(
          name
              + ": expected values of "
              + dataType
              + ", but got "
              + value.getDataType()
              + "; convert them with toType");
    }
  }

  /**
   * A copy with values at positions along an axis; the other coordinates are the values' own, and
   * the last of several for one place stays.
   */
  @Override
  public NDArray scatter(NDArray index, NDArray value, int axis) {
    requireLike("scatter", value);
    Shape extents = index.getShape();
    if (extents.size() == 0) {
      return duplicate();
    }
    TensorData positions = along("scatter", index, axis);
    boolean fits = value.getShape().dimension() == extents.dimension();
    for (int i = 0; fits && i < extents.dimension(); i++) {
      fits = extents.get(i) <= value.getShape().get(i);
    }
    if (!fits) {
      throw new ShapeException(
          "scatter: expected a value for each of "
              + extents
              + " positions, but got "
              + value.getShape());
    }
    int at = axis < 0 ? axis + shape.dimension() : axis;
    long[] strides = View.dense(shape);
    long[] own = View.dense(extents);
    TensorData flat = TensorData.zeros(TensorType.of(DataType.INT64, extents.size()));
    for (long i = 0; i < flat.size(); i++) {
      long place = positions.getLong(i) * strides[at];
      for (int a = 0; a < strides.length; a++) {
        place += a == at ? 0 : i / own[a] % extents.get(a) * strides[a];
      }
      flat.setLong(i, place);
    }
    long[] zeros = new long[extents.dimension()];
    long[] ones = zeros.clone();
    Arrays.fill(ones, 1);
    try (LazyArray all = (LazyArray) manager.from(value);
        LazyArray box = (LazyArray) all.seenAs(all.view().box(zeros, extents.getShape(), ones))) {
      return putFlat("scatter", flat, box);
    }
  }

  /**
   * The elements where a mask holds. The mask goes over axes from one on, which become one.
   *
   * @param axis the first axis of the mask
   */
  @Override
  public NDArray booleanMask(NDArray index, int axis) {
    if (index.getDataType() != DataType.BOOLEAN) {
      throw new IllegalArgumentException(
          "booleanMask: expected booleans, but got " + index.getDataType());
    }
    int at = axis < 0 ? axis + shape.dimension() : axis;
    NDIndex mask = at == 0 ? new NDIndex() : new NDIndex().addAllDim(at);
    return get(mask.addBooleanIndex(index));
  }

  /** The places of the elements that are not 0: {@code (found, axes)}, int64. */
  @Override
  public NDArray nonzero() {
    TensorData elements = elements();
    if (shape.isScalar()) {
      elements = elements.reshape(1);
    }
    List<TensorData> places = Positions.where(elements);
    long count = places.get(0).size();
    TensorData rows = TensorData.zeros(TensorType.of(DataType.INT64, count, places.size()));
    for (int axis = 0; axis < places.size(); axis++) {
      for (long i = 0; i < count; i++) {
        rows.setLong(i * places.size() + axis, places.get(axis).getLong(i));
      }
    }
    return wrap(Cell.of(rows));
  }

  /**
   * The different elements in rising order, where each element's is, and how often each occurs.
   *
   * @param dim an axis along which whole slices are compared; null for single elements
   * @param sorted taken as true
   * @param inverse whether the places are wanted; else an empty array stands there, except with dim
   * @param counts whether the numbers are wanted; likewise
   */
  @Override
  public NDList unique(Integer dim, boolean sorted, boolean inverse, boolean counts) {
    Distinct found = dim == null ? Distinct.elements(elements()) : Distinct.slices(elements(), dim);
    NDList all = new NDList(wrap(Cell.of(found.values())));
    TensorData none = TensorData.zeros(TensorType.of(DataType.INT64, 0));
    all.add(wrap(Cell.of(inverse || dim != null ? found.places() : none)));
    all.add(wrap(Cell.of(counts || dim != null ? found.counts() : none)));
    return all;
  }

  /** This array, with what is past each sequence's length set to a value. */
  @Override
  public NDArray sequenceMask(NDArray sequenceLength, float value) {
    if (shape.dimension() < 2 || !sequenceLength.getShape().equals(new Shape(shape.get(0)))) {
      throw new ShapeException(
          "sequenceMask: expected (batch, steps, ...) and lengths (batch), but got "
              + shape
              + " and "
              + sequenceLength.getShape());
    }
    Operation operation =
        new Operation(
            "sequenceMask",
            in -> {
              Tensor x = in.get(0);
              long[] dims = new long[x.rank()];
              Arrays.fill(dims, 1);
              dims[1] = x.dim(1);
              Tensor steps = Shapes.reshape(Shapes.arange(x, x.dim(1), DataType.FLOAT32), dims);
              dims[1] = 1;
              dims[0] = x.dim(0);
              Tensor lengths = Shapes.reshape(Ops.cast(in.get(1), DataType.FLOAT32), dims);
              Tensor kept = Ops.less(steps, lengths);
              return List.of(
                  Ops.where(
                      Shapes.broadcastTo(kept, x.type().dims()), x, x.scalar(x.dtype(), value)));
            },
            value);
    return wrap(cellOf(operation, operand(), operandOf(sequenceLength)));
  }

  @Override
  public NDArray sequenceMask(NDArray sequenceLength) {
    return sequenceMask(sequenceLength, 0);
  }
}
