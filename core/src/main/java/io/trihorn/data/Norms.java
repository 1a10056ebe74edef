package io.trihorn.data;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.HostValues;

/** Arrays divided by their norms. */
public final class Norms {
  private Norms() {}

  /**
   * Divides by the Euclidean norm along the last axis. See {@link #normalize(Object, int, double)}.
   */
  public static TensorData normalize(Object x) {
    return normalize(x, -1, 2);
  }

  /**
   * Divides what lies along an axis by its norm; {@code keras.utils.normalize}. What is 0 all along
   * the axis stays 0.
   *
   * @param x an NDArray, a {@link TensorData}, a Java array or a list of numbers, of one axis or
   *     more
   * @param axis the axis, negative from the last
   * @param order the norm's order: 1 is the sum of the absolute values, 2 the Euclidean norm,
   *     infinity the largest absolute value
   * @return the shape of {@code x}; floating types stay, integers become float64
   * @throws ShapeException if there is no such axis
   */
  public static TensorData normalize(Object x, int axis, double order) {
    TensorData from = HostValues.of(x);
    int rank = from.type().rank();
    if (axis < -rank || axis >= rank) {
      throw new ShapeException("normalize: " + from.type() + " has no axis " + axis);
    }
    long[] dims = from.type().dims();
    int at = axis < 0 ? axis + rank : axis;
    long inner = 1;
    for (int i = at + 1; i < rank; i++) {
      inner *= dims[i];
    }
    DataType dtype = from.dtype().isFloating() ? from.dtype() : DataType.FLOAT64;
    TensorData out = TensorData.zeros(from.type().withDtype(dtype));
    long block = dims[at] * inner;
    for (long start = 0; start < from.size(); start += block) {
      for (long i = start; i < start + inner; i++) {
        double norm = norm(from, i, inner, dims[at], order);
        for (long k = 0; k < dims[at]; k++) {
          long place = i + k * inner;
          out.setDouble(place, from.getDouble(place) / (norm == 0 ? 1 : norm));
        }
      }
    }
    return out;
  }

  private static double norm(TensorData x, long first, long step, long count, double order) {
    double sum = 0;
    for (long k = 0; k < count; k++) {
      double size = Math.abs(x.getDouble(first + k * step));
      sum = Double.isInfinite(order) ? Math.max(sum, size) : sum + Math.pow(size, order);
    }
    return Double.isInfinite(order) ? sum : Math.pow(sum, 1 / order);
  }
}
