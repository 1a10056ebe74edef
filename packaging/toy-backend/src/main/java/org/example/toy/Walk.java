package org.example.toy;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;

/**
 * A way through the elements of a dense row-major array.
 *
 * @param extents of the axes that are walked along, the last one fastest
 * @param steps from one element to the next along each
 * @param start where it begins
 */
record Walk(long[] extents, int[] steps, int start) {
  /** Through all elements in order. */
  static Walk through(TensorType type) {
    long[] extents = type.dims();
    int[] steps = new int[extents.length];
    int step = 1;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      steps[axis] = step;
      step *= (int) extents[axis];
    }
    return new Walk(extents, steps, 0);
  }

  /** As far as this on each axis. */
  Walk within(long... others) {
    return new Walk(others, steps, start);
  }

  /** From an index of an axis on. */
  Walk from(int axis, long index) {
    return new Walk(extents, steps, start + (int) index * steps[axis]);
  }

  /** With steps along an axis that are so many times as long. */
  Walk times(int axis, long factor) {
    int[] longer = steps.clone();
    longer[axis] *= (int) factor;
    return new Walk(extents, longer, start);
  }

  /** With the axes in another order. */
  Walk ordered(List<Integer> axes) {
    return new Walk(
        axes.stream().mapToLong(axis -> extents[axis]).toArray(),
        axes.stream().mapToInt(axis -> steps[axis]).toArray(),
        start);
  }

  /** As if the array were repeated to a larger shape, by NumPy's rules. */
  Walk repeated(long[] to) {
    int[] spread = new int[to.length];
    int added = to.length - extents.length;
    for (int axis = 0; axis < extents.length; axis++) {
      spread[added + axis] = extents[axis] == 1 ? 0 : steps[axis];
    }
    return new Walk(to, spread, start);
  }

  /** The position of each element on the way. */
  int[] places() {
    long size = 1;
    for (long extent : extents) {
      size *= extent;
    }
    int[] places = new int[Math.toIntExact(size)];
    if (size > 0) {
      places[0] = start;
      int known = 1;
      for (int axis = extents.length - 1; axis >= 0; axis--) {
        for (int i = 1; i < extents[axis]; i++) {
          for (int j = 0; j < known; j++) {
            places[i * known + j] = places[j] + i * steps[axis];
          }
        }
        known *= (int) extents[axis];
      }
    }
    return places;
  }

  /** An array of the elements at these places. */
  static TensorData read(TensorData from, int[] places, TensorType type) {
    TensorData out = TensorData.zeros(type);
    for (int i = 0; i < places.length; i++) {
      copy(from, places[i], out, i);
    }
    return out;
  }

  /** Puts the elements of an array at these places of one that is being made. */
  static void write(TensorData from, int[] places, TensorData to) {
    for (int i = 0; i < places.length; i++) {
      copy(from, i, to, places[i]);
    }
  }

  /** Copies an element to an array of the same element type, which is being made. */
  static void copy(TensorData from, int i, TensorData to, int j) {
    if (from.dtype().isFloating()) {
      to.setDouble(j, from.getDouble(i));
    } else {
      to.setLong(j, from.getLong(i));
    }
  }
}
