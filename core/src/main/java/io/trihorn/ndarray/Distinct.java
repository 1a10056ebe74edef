package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What is different among elements, or among slices along an axis, in rising order.
 *
 * @param values each once
 * @param places for each element or slice the number of its value, int64
 * @param counts how often each value occurs, int64
 */
record Distinct(TensorData values, TensorData places, TensorData counts) {
  /** The elements, wherever they stand; the places have their shape. */
  static Distinct elements(TensorData x) {
    Distinct found = slices(x.reshape(x.size()), 0);
    return new Distinct(found.values, found.places.reshape(x.type().dims()), found.counts);
  }

  /** The slices along an axis, compared from their first elements on. */
  static Distinct slices(TensorData x, int dim) {
    int rank = x.type().rank();
    int axis = dim < 0 ? dim + rank : dim;
    if (axis < 0 || axis >= rank || x.size() == 0 && x.shape().get(axis) != 0) {
      throw new ShapeException("unique: " + x.type() + " has no slices along axis " + dim);
    }
    int[] order = IntStream.range(0, rank).toArray();
    System.arraycopy(order, 0, order, 1, axis);
    order[0] = axis;
    View turned = View.whole(x.shape()).transpose(order);
    TensorData rows = StridedCopy.of(x, turned);
    int count = Math.toIntExact(x.shape().get(axis));
    long width = count == 0 ? 0 : x.size() / count;
    Comparator<Integer> byElements = (a, b) -> compare(rows, a * width, b * width, width);
    Integer[] rising = IntStream.range(0, count).boxed().toArray(Integer[]::new);
    Arrays.sort(rising, byElements);
    int[] firsts = new int[count];
    long[] occurs = new long[count];
    TensorData places = TensorData.zeros(TensorType.of(DataType.INT64, count));
    int found = 0;
    for (int i = 0; i < count; i++) {
      boolean again =
          i > 0
              && byElements.compare(rising[i - 1], rising[i]) == 0
              && isKnown(rows, rising[i] * width, width);
      if (!again) {
        firsts[found++] = rising[i];
      }
      occurs[found - 1]++;
      places.setLong(rising[i], found - 1L);
    }
    long[] dims = turned.shape().getShape().clone();
    dims[0] = found;
    TensorData kept = TensorData.zeros(TensorType.of(x.dtype(), dims));
    TensorData counts = TensorData.zeros(TensorType.of(DataType.INT64, found));
    for (int i = 0; i < found; i++) {
      counts.setLong(i, occurs[i]);
      if (width > 0) {
        kept.rows(i, 1).copyFrom(rows.rows(firsts[i], 1));
      }
    }
    int[] back = new int[rank];
    for (int i = 0; i < rank; i++) {
      back[order[i]] = i;
    }
    TensorData values = StridedCopy.of(kept, View.whole(kept.shape()).transpose(back));
    return new Distinct(values, places, counts);
  }

  /** Whether no element is NaN, which equals nothing, not even itself. */
  private static boolean isKnown(TensorData rows, long at, long width) {
    for (long i = at; i < at + width; i++) {
      if (Double.isNaN(rows.getDouble(i))) {
        return false;
      }
    }
    return true;
  }

  private static int compare(TensorData rows, long a, long b, long width) {
    for (long i = 0; i < width; i++) {
      int order =
          rows.dtype().isFloating()
              ? Double.compare(rows.getDouble(a + i) + 0.0, rows.getDouble(b + i) + 0.0)
              : Long.compare(rows.getLong(a + i), rows.getLong(b + i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
