package io.trihorn.ndarray;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;

/** Copies between a view's elements, wherever they lie on the host, and dense ones. */
final class StridedCopy {
  private StridedCopy() {}

  /** The elements of a view, dense. */
  static TensorData of(TensorData storage, View view) {
    TensorData dense = TensorData.zeros(new TensorType(storage.dtype(), view.shape()));
    ByteBuffer from = storage.bytes();
    ByteBuffer to = dense.bytes();
    walk(
        view,
        storage.dtype().getNumOfBytes(),
        (place, at, bytes) -> to.put(at, from, place, bytes));
    return dense;
  }

  /** Overwrites the elements of a view with dense ones. */
  static void into(TensorData storage, View view, TensorData dense) {
    ByteBuffer from = dense.bytes();
    ByteBuffer to = storage.bytes();
    walk(
        view,
        storage.dtype().getNumOfBytes(),
        (place, at, bytes) -> to.put(place, from, at, bytes));
  }

  private interface Run {
    void copy(int place, int at, int bytes);
  }

  private static void walk(View view, int elementBytes, Run run) {
    if (view.shape().size() == 0) {
      return;
    }
    long[] dims = view.shape().getShape();
    long[] strides = view.strides();
    // Trailing axes whose elements lie one after another are copied as one run.
    int outer = dims.length;
    long block = 1;
    while (outer > 0 && (strides[outer - 1] == block || dims[outer - 1] == 1)) {
      block *= dims[--outer];
    }
    int bytes = Math.toIntExact(block * elementBytes);
    long[] at = new long[outer];
    long place = view.offset();
    int dense = 0;
    while (true) {
      run.copy(Math.toIntExact(place * elementBytes), dense, bytes);
      dense += bytes;
      int axis = outer - 1;
      while (axis >= 0 && at[axis] == dims[axis] - 1) {
        place -= at[axis] * strides[axis];
        at[axis--] = 0;
      }
      if (axis < 0) {
        return;
      }
      at[axis]++;
      place += strides[axis];
    }
  }
}
