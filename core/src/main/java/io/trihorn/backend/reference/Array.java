package io.trihorn.backend.reference;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.stream.IntStream;

/**
 * A value inside a run, dense and row-major. Floating types are held as doubles, integers and
 * booleans (0 or 1) as longs; the other array is null. Not written to once its maker has given it
 * away.
 */
record Array(TensorType type, double[] doubles, long[] longs) {

  static Array of(TensorType type, double[] values) {
    return new Array(type, values, null);
  }

  static Array of(TensorType type, long[] values) {
    return new Array(type, null, values);
  }

  static Array zeros(TensorType type) {
    int size = Math.toIntExact(type.size());
    return type.dtype().isFloating() ? of(type, new double[size]) : of(type, new long[size]);
  }

  static Array from(TensorData data) {
    Array array = zeros(data.type());
    for (int i = 0; i < array.size(); i++) {
      if (array.floating()) {
        array.doubles[i] = data.getDouble(i);
      } else {
        long value = data.getLong(i);
        array.longs[i] = data.dtype() == DataType.BOOLEAN && value != 0 ? 1 : value;
      }
    }
    return array;
  }

  void copyTo(TensorData data) {
    for (int i = 0; i < size(); i++) {
      if (floating()) {
        data.setDouble(i, doubles[i]);
      } else {
        data.setLong(i, longs[i]);
      }
    }
  }

  TensorData toData() {
    TensorData data = TensorData.zeros(type);
    copyTo(data);
    return data;
  }

  boolean floating() {
    return doubles != null;
  }

  /** An element; of large integers the high bits. */
  double number(int at) {
    return floating() ? doubles[at] : longs[at];
  }

  int size() {
    return floating() ? doubles.length : longs.length;
  }

  /** The same elements, to be changed. */
  Array copy() {
    return floating() ? of(type, doubles.clone()) : of(type, longs.clone());
  }

  /** The same elements under another type of as many. */
  Array as(TensorType other) {
    return new Array(other, doubles, longs);
  }

  /** An array of the elements at these positions. */
  Array take(TensorType result, int[] positions) {
    Array out = zeros(result);
    for (int i = 0; i < positions.length; i++) {
      out.set(i, this, positions[i]);
    }
    return out;
  }

  /** Sets the elements at these positions to those of another array; for an array being made. */
  void put(int[] positions, Array source) {
    for (int i = 0; i < positions.length; i++) {
      set(positions[i], source, i);
    }
  }

  /** Adds the elements of another array at these positions; for an array being made. */
  Array add(int[] positions, Array source) {
    for (int i = 0; i < positions.length; i++) {
      add(positions[i], source, i);
    }
    return this;
  }

  /** Repeats the elements to a larger shape. */
  Array spread(TensorType result) {
    if (type.shape().equals(result.shape())) {
      return this;
    }
    long[] dims = result.dims();
    int[] strides = Positions.broadcastStrides(type.dims(), dims);
    return take(type.withShape(dims), Positions.of(dims, strides, 0));
  }

  /** Sets an element to one of an array of this kind; for an array being made. */
  void set(int to, Array source, int from) {
    if (floating()) {
      doubles[to] = source.doubles[from];
    } else {
      longs[to] = source.longs[from];
    }
  }

  /** Adds to an element one of an array of this kind; for an array being made. */
  void add(int to, Array source, int from) {
    if (floating()) {
      doubles[to] += source.doubles[from];
    } else {
      longs[to] += source.longs[from];
    }
  }

  /**
   * Which of two elements is larger; the two zeros are equal, which {@link Double#compare} are not.
   */
  int compare(int a, int b) {
    if (!floating()) {
      return Long.compare(longs[a], longs[b]);
    }
    return doubles[a] == doubles[b] ? 0 : Double.compare(doubles[a], doubles[b]);
  }

  /** Which of the elements at these positions is the largest, the first of equals. */
  int largest(int[] positions) {
    return IntStream.range(0, positions.length)
        .reduce((a, b) -> compare(positions[a], positions[b]) < 0 ? b : a)
        .orElseThrow();
  }

  /** Rounds each element to what the element type can hold, in place. */
  Array rounded() {
    if (floating()) {
      Rounding.round(doubles, type.dtype());
    } else {
      Rounding.wrap(longs, type.dtype());
    }
    return this;
  }
}
