package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDArrayIndexer;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.index.dim.NDIndexBooleans;
import ai.djl.ndarray.index.dim.NDIndexPick;
import ai.djl.ndarray.index.full.NDIndexFullPick;
import ai.djl.ndarray.index.full.NDIndexFullSlice;
import ai.djl.ndarray.index.full.NDIndexFullTake;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.pending.Cell;

/**
 * What an index gets and sets. Positions, slices, the ellipsis and new axes give a view, arrays and
 * masks a copy; an array of positions is looked at on the host.
 */
final class ArrayIndexer extends NDArrayIndexer {
  private final NDManager manager;

  /**
   * An indexer.
   *
   * @param manager has what is got
   */
  ArrayIndexer(NDManager manager) {
    this.manager = manager;
  }

  private static LazyArray ours(NDArray array) {
    return array instanceof LazyArray lazy
        ? lazy
        : (LazyArray) TrihornNDManager.system().from(array);
  }

  @Override
  public NDArray get(NDArray array, NDIndex index) {
    if (index.stream().anyMatch(NDIndexPick.class::isInstance)) {
      return get(array, NDIndexFullPick.fromIndex(index, array.getShape()).orElseThrow());
    }
    LazyArray whole = ours(array);
    if (index.getRank() == 0 && array.getShape().isScalar()) {
      return LazyArray.wrap(manager, whole.operand());
    }
    Selection selection = new Selection(index, whole.view());
    if (!selection.picks()) {
      return whole.seenAs(manager, selection.view());
    }
    return picked(whole, selection);
  }

  private NDArray picked(LazyArray whole, Selection selection) {
    Picking picking = selection.picking();
    try (LazyArray box = (LazyArray) whole.seenAs(selection.view())) {
      return LazyArray.wrap(
          manager, whole.cellOf(picking.reading(), box.operand(), picking.places()));
    }
  }

  /** The elements at positions along an axis, one for each of the others. */
  @Override
  public NDArray get(NDArray array, NDIndexFullPick pick) {
    NDArray positions = pick.getIndices();
    int missing = array.getShape().dimension() - positions.getShape().dimension();
    Shape shape = positions.getShape();
    for (int i = 0; i < missing; i++) {
      shape = shape.add(1);
    }
    return array.gather(positions.reshape(shape), pick.getAxis());
  }

  @Override
  public NDArray get(NDArray array, NDIndexFullTake take) {
    return get(array, new NDIndex().addAllDim(take.getAxis()).addIndices("{}", take.getIndices()));
  }

  @Override
  public NDArray get(NDArray array, NDIndexFullSlice slice) {
    LazyArray whole = ours(array);
    View box = whole.view().box(slice.getMin(), slice.getShape().getShape(), slice.getStep());
    return whole.seenAs(manager, box).squeeze(slice.getToSqueeze());
  }

  @Override
  public void set(NDArray array, NDIndex index, Object value) {
    LazyArray whole = ours(array);
    Selection selection = new Selection(index, whole.view());
    if (value instanceof Number number) {
      set(whole, selection, number(whole, number));
    } else if (value instanceof NDArray given) {
      if (selection.picks() && given.getDataType() != array.getDataType()) {
        throw new IllegalArgumentException(
            "set: expected a value of the array's type, "
                + array.getDataType()
                + ", but got "
                + given.getDataType()
                + "; convert it with toType");
      }
      set(whole, selection, given);
    } else {
      throw new IllegalArgumentException(
          "set: expected an NDArray or a Number, but got "
              + (value == null ? "null" : value.getClass().getSimpleName()));
    }
  }

  private static NDArray number(LazyArray whole, Number number) {
    TensorType type = TensorType.of(whole.getDataType());
    return LazyArray.wrap(whole.getManager(), Cell.of(TensorData.full(type, number.doubleValue())));
  }

  private void set(LazyArray whole, Selection selection, NDArray value) {
    try (LazyArray box = (LazyArray) whole.seenAs(selection.view())) {
      if (selection.picks()) {
        Picking picking = selection.picking();
        box.become(
            "set",
            whole.cellOf(
                picking.writing(),
                box.operand(),
                whole.operandOf(value),
                picking.places(),
                picking.lasts()));
      } else {
        box.fill(value);
      }
    }
  }

  @Override
  public void set(NDArray array, NDIndexFullSlice slice, NDArray value) {
    ((LazyArray) get(array, slice)).fill(value);
  }

  @Override
  public void set(NDArray array, NDIndexBooleans mask, NDArray value) {
    set(array, new NDIndex().addBooleanIndex(mask.getIndex()), value);
  }

  @Override
  public void set(NDArray array, NDIndexFullSlice slice, Number value) {
    set(array, slice, number(ours(array), value));
  }
}
