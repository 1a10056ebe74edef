package io.trihorn.ndarray;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Single elements, read where they lie when there is a position for each axis. DJL's own way makes
 * an index, and an array of one element, which costs more than what is looked at mostly does; all
 * else, and all mistakes, go that way.
 */
abstract class ElementArray extends LazyArray {
  private static final int ELSEWHERE = -1;

  ElementArray(NDManager manager, Storage storage, View view) {
    super(manager, storage, view);
  }

  /** Where in the storage the element is. */
  private long place(DataType wanted, long... indices) {
    Shape shape = getShape();
    if (getDataType() != wanted || indices.length != shape.dimension()) {
      return ELSEWHERE;
    }
    View view = view();
    long place = view.offset();
    for (int axis = 0; axis < indices.length; axis++) {
      if (indices[axis] < 0 || indices[axis] >= shape.get(axis)) {
        return ELSEWHERE;
      }
      place += indices[axis] * view.strides()[axis];
    }
    return place;
  }

  private double number(long place) {
    return storage().element(this::runtime, place);
  }

  @Override
  public float getFloat(long... indices) {
    long place = place(DataType.FLOAT32, indices);
    return place == ELSEWHERE ? super.getFloat(indices) : (float) number(place);
  }

  @Override
  public double getDouble(long... indices) {
    long place = place(DataType.FLOAT64, indices);
    return place == ELSEWHERE ? super.getDouble(indices) : number(place);
  }

  @Override
  public int getInt(long... indices) {
    long place = place(DataType.INT32, indices);
    return place == ELSEWHERE ? super.getInt(indices) : (int) number(place);
  }

  @Override
  public long getLong(long... indices) {
    long place = place(DataType.INT64, indices);
    return place == ELSEWHERE
        ? super.getLong(indices)
        : storage().read(this::runtime).getLong(place);
  }

  @Override
  public boolean getBoolean(long... indices) {
    long place = place(DataType.BOOLEAN, indices);
    return place == ELSEWHERE ? super.getBoolean(indices) : number(place) != 0;
  }
}
