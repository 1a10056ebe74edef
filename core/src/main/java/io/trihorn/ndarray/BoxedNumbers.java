package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lists and arrays of boxed numbers or booleans, nested or not: one tensor of all elements. */
final class BoxedNumbers {
  private BoxedNumbers() {}

  /** Whether the first element, at whatever depth, is a boxed number or boolean. */
  static boolean are(Object value) {
    Object first = value;
    while (true) {
      List<?> rows = rows(first);
      if (rows == null || rows.isEmpty()) {
        break;
      }
      first = rows.get(0);
    }
    return first != value && first != null && HostValues.typeOf(first.getClass()) != null;
  }

  /**
   * The elements as a tensor of the first one's type; numbers of mixed types become float64.
   *
   * @throws ShapeException if rows differ in length, or one is missing
   */
  static TensorData toTensor(Object value) {
    List<Object> elements = new ArrayList<>();
    List<Long> dims = new ArrayList<>();
    collect(value, 0, dims, elements);
    List<DataType> types =
        elements.stream().map(e -> HostValues.typeOf(e.getClass())).distinct().toList();
    DataType dtype = types.size() == 1 ? types.get(0) : DataType.FLOAT64;
    TensorData out =
        TensorData.zeros(TensorType.of(dtype, dims.stream().mapToLong(Long::longValue).toArray()));
    for (int i = 0; i < elements.size(); i++) {
      Object element = elements.get(i);
      if (element instanceof Boolean yes) {
        out.setLong(i, yes ? 1 : 0);
      } else if (dtype.isFloating()) {
        out.setDouble(i, ((Number) element).doubleValue());
      } else {
        out.setLong(i, ((Number) element).longValue());
      }
    }
    return out;
  }

  private static List<?> rows(Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    return value instanceof Object[] array ? Arrays.asList(array) : null;
  }

  private static void collect(Object value, int axis, List<Long> dims, List<Object> elements) {
    List<?> rows = rows(value);
    if (rows == null) {
      boolean known = value != null && HostValues.typeOf(value.getClass()) != null;
      if (!known || axis != dims.size()) {
        throw new ShapeException(
            "expected numbers at one depth in a list or array, but element "
                + elements.size()
                + " is "
                + (known ? "at another depth: " : "")
                + value);
      }
      elements.add(value);
      return;
    }
    if (axis == dims.size() && elements.isEmpty()) {
      dims.add((long) rows.size());
    } else if (axis >= dims.size() || rows.size() != dims.get(axis)) {
      throw new ShapeException(
          "rows of a list or array of numbers should be equally long and deep, but one is " + rows);
    }
    rows.forEach(row -> collect(row, axis + 1, dims, elements));
  }
}
