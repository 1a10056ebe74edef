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
    collect(value, new ArrayList<>(), dims, elements);
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

  private static void collect(
      Object value, List<Integer> path, List<Long> dims, List<Object> elements) {
    List<?> rows = rows(value);
    int axis = path.size();
    if (rows == null) {
      if (value == null) {
        throw new ShapeException(
            "element" + path + " is null: every number of a tensor must be there");
      }
      if (HostValues.typeOf(value.getClass()) == null) {
        throw new ShapeException(
            "element"
                + path
                + " should be a number or boolean as the first is, but is a "
                + value.getClass().getSimpleName());
      }
      if (axis != dims.size()) {
        throw new ShapeException(
            "element"
                + path
                + " is a number, where its first sibling is a row: the rows of a tensor"
                + " are of one depth");
      }
      elements.add(value);
      return;
    }
    if (axis == dims.size() && elements.isEmpty()) {
      dims.add((long) rows.size());
    } else if (axis >= dims.size()) {
      throw new ShapeException(
          "element"
              + path
              + " is a row, where its first sibling is a number: the rows of a tensor are"
              + " of one depth");
    } else if (rows.size() != dims.get(axis)) {
      throw new ShapeException(
          "element"
              + path
              + " has length "
              + rows.size()
              + ", but its first sibling has "
              + dims.get(axis)
              + ": the rows of a tensor are of one length (pad the shorter ones)");
    }
    for (int i = 0; i < rows.size(); i++) {
      path.add(i);
      collect(rows.get(i), path, dims, elements);
      path.remove(path.size() - 1);
    }
  }
}
