package io.trihorn.testkit.arrays;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an engine answers to a case.
 *
 * @param results the arrays it gives; null if it throws
 */
record ArrayAnswer(List<Result> results) {
  /**
   * One array.
   *
   * @param type the element type
   * @param shape the extents
   * @param values the elements, as texts, since JSON has no NaN
   */
  record Result(String type, List<Long> shape, List<String> values) {
    static Result of(NDArray array) {
      List<Long> dims = Arrays.stream(array.getShape().getShape()).boxed().toList();
      List<String> values = new ArrayList<>();
      for (double value : doubles(array)) {
        values.add(value == Math.rint(value) && Math.abs(value) < 1e15 ? whole(value) : "" + value);
      }
      return new Result(array.getDataType().name(), dims, values);
    }

    private static String whole(double value) {
      return Long.toString((long) value);
    }

    private static double[] doubles(NDArray array) {
      DataType type = array.getDataType();
      if (type == DataType.BOOLEAN) {
        boolean[] flags = array.toBooleanArray();
        double[] numbers = new double[flags.length];
        Arrays.setAll(numbers, i -> flags[i] ? 1 : 0);
        return numbers;
      }
      return Arrays.stream(array.toArray()).mapToDouble(Number::doubleValue).toArray();
    }

    /** Whether another has this type and shape, and values as near as rounding explains. */
    boolean agrees(Result other) {
      if (!type.equals(other.type) || !shape.equals(other.shape)) {
        return false;
      }
      for (int i = 0; i < values.size(); i++) {
        double expected = Double.parseDouble(values.get(i));
        double actual = Double.parseDouble(other.values.get(i));
        boolean close = Math.abs(expected - actual) <= 2e-6 + 2e-5 * Math.abs(expected);
        if (!close && Double.compare(expected, actual) != 0) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String toString() {
      return type + new Shape(shape.stream().mapToLong(i -> i).toArray()) + values;
    }
  }

  /** What a manager's engine answers. */
  static ArrayAnswer of(ArrayCase asked, NDManager manager) {
    try (NDManager own = manager.newSubManager()) {
      NDList given = asked.calls().apply(own);
      return new ArrayAnswer(given.stream().map(Result::of).toList());
    } catch (RuntimeException e) {
      return new ArrayAnswer(null);
    }
  }

  boolean agrees(ArrayAnswer other) {
    if (results == null || other.results == null) {
      return results == null && other.results == null;
    }
    if (results.size() != other.results.size()) {
      return false;
    }
    for (int i = 0; i < results.size(); i++) {
      if (!results.get(i).agrees(other.results.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return results == null ? "an exception" : results.toString();
  }
}
