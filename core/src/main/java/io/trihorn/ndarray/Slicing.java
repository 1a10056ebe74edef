package io.trihorn.ndarray;

import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.index.full.NDIndexFullSlice;
import ai.djl.ndarray.types.Shape;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A box of a dense array: a start, a step and an extent on each axis.
 *
 * @param dims the array's extents
 * @param start the first index on each axis
 * @param step the distance between indices on each axis, positive
 * @param extent the number of indices on each axis
 * @param shape the box's shape, without the axes whose index is fixed
 */
record Slicing(long[] dims, long[] start, long[] step, long[] extent, Shape shape) {
  /**
   * What fixed indices and slices select from an array of this shape.
   *
   * @throws UnsupportedOperationException for an index that holds arrays
   * @throws IndexOutOfBoundsException if it reaches outside the array
   */
  static Slicing of(NDIndex index, Shape source) {
    NDIndexFullSlice slice =
        NDIndexFullSlice.fromIndex(index, source)
            .orElseThrow(() -> new UnsupportedOperationException(TrihornNDManager.NO_OPERATION));
    long[] dims = source.getShape();
    long[] extent = slice.getShape().getShape();
    for (int axis = 0; axis < dims.length; axis++) {
      if (slice.getStep()[axis] <= 0) {
        throw new UnsupportedOperationException(
            "expected slices with a positive step, but got " + slice.getStep()[axis]);
      }
      if (slice.getMin()[axis] < 0 || slice.getMax()[axis] > dims[axis] || extent[axis] < 0) {
        throw new IndexOutOfBoundsException(
            "axis "
                + axis
                + " of "
                + source
                + " has no indices "
                + slice.getMin()[axis]
                + " to "
                + (slice.getMax()[axis] - 1));
      }
    }
    return new Slicing(dims, slice.getMin(), slice.getStep(), extent, slice.getSqueezedShape());
  }

  /** The box as an operation's result. */
  Operation operation() {
    long[] limits = new long[dims.length];
    for (int axis = 0; axis < dims.length; axis++) {
      limits[axis] = Math.min(dims[axis], start[axis] + extent[axis] * step[axis]);
    }
    return new Operation(
        "get",
        in -> {
          Tensor box = Shapes.slice(in.get(0), start, limits, step);
          return List.of(Shapes.reshape(box, shape.getShape()));
        },
        start,
        limits,
        step,
        shape);
  }

  /** Copies the box out of the array. */
  void read(ByteBuffer array, ByteBuffer box, int elementBytes) {
    walk(elementBytes, (at, boxAt, bytes) -> box.put(boxAt, array, at, bytes));
  }

  /** Copies the box into the array. */
  void write(ByteBuffer box, ByteBuffer array, int elementBytes) {
    walk(elementBytes, (at, boxAt, bytes) -> array.put(at, box, boxAt, bytes));
  }

  private interface Run {
    void copy(int arrayOffset, int boxOffset, int bytes);
  }

  private void walk(int elementBytes, Run run) {
    if (Arrays.stream(extent).anyMatch(e -> e == 0)) {
      return;
    }
    // Trailing axes that are taken whole, and the axis before them, are copied as one run.
    int outer = dims.length;
    long block = elementBytes;
    while (outer > 0 && step[outer - 1] == 1) {
      outer--;
      block *= extent[outer];
      if (extent[outer] != dims[outer]) {
        break;
      }
    }
    long[] strides = new long[dims.length];
    long stride = elementBytes;
    long first = 0;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      first += start[axis] * stride;
      stride *= dims[axis];
    }
    int bytes = Math.toIntExact(block);
    long[] at = new long[outer];
    long offset = first;
    int boxOffset = 0;
    while (true) {
      run.copy((int) offset, boxOffset, bytes);
      boxOffset += bytes;
      int axis = outer - 1;
      while (axis >= 0 && at[axis] == extent[axis] - 1) {
        offset -= at[axis] * step[axis] * strides[axis];
        at[axis--] = 0;
      }
      if (axis < 0) {
        return;
      }
      at[axis]++;
      offset += step[axis] * strides[axis];
    }
  }
}
