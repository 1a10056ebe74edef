package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Places along axes as arrays give them, looked at on the host, so that each can be checked. */
final class Positions {
  private Positions() {}

  /** An array's elements as int64. */
  static TensorData of(NDArray array) {
    return HostValues.of(array).cast(DataType.INT64);
  }

  /**
   * Positions from 0 on; those below 0 count from the end.
   *
   * @throws IndexOutOfBoundsException if one is outside
   */
  static TensorData inside(TensorData positions, long extent) {
    TensorData counted = positions.copy();
    for (long i = 0; i < counted.size(); i++) {
      long given = counted.getLong(i);
      if (given < -extent || given >= extent) {
        throw new IndexOutOfBoundsException(
            "an axis of extent " + extent + " has no position " + given);
      }
      counted.setLong(i, given < 0 ? given + extent : given);
    }
    return counted;
  }

  /**
   * Positions that all count from 0 on.
   *
   * @throws IndexOutOfBoundsException if one is outside
   */
  static TensorData within(TensorData positions, long extent) {
    for (long i = 0; i < positions.size(); i++) {
      long given = positions.getLong(i);
      if (given < 0 || given >= extent) {
        throw new IndexOutOfBoundsException(
            "an axis of extent " + extent + " has no position " + given + " from 0 on");
      }
    }
    return positions;
  }

  /** The places of the elements that are not 0, along each axis, in order. */
  static List<TensorData> where(TensorData mask) {
    long count = 0;
    for (long i = 0; i < mask.size(); i++) {
      count += mask.getDouble(i) == 0 ? 0 : 1;
    }
    List<TensorData> places = new ArrayList<>();
    long stride = mask.size();
    for (long extent : mask.type().dims()) {
      stride = extent == 0 ? 0 : stride / extent;
      TensorData along = TensorData.zeros(TensorType.of(DataType.INT64, count));
      long at = 0;
      for (long i = 0; i < mask.size(); i++) {
        if (mask.getDouble(i) != 0) {
          along.setLong(at++, i / stride % extent);
        }
      }
      places.add(along);
    }
    return places;
  }
}
