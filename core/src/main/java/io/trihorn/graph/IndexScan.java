package io.trihorn.graph;

import ai.djl.ndarray.types.DataType;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** Looks for elements that are no index or out of limits, fast enough for every batch. */
public final class IndexScan {
  private IndexScan() {}

  /**
   * The position of the first element that is neither a whole number from 0 to {@code limit - 1}
   * nor one other that is allowed; -1 if all are.
   *
   * @param allowed another number, or null
   */
  public static long firstUnknown(TensorData data, long limit, Integer allowed) {
    double other = allowed == null ? 0 : allowed;
    return switch (data.dtype()) {
      case INT32 -> {
        IntBuffer values = data.ints();
        for (int i = 0; i < values.limit(); i++) {
          int v = values.get(i);
          if ((v < 0 || v >= limit) && (allowed == null || v != other)) {
            yield i;
          }
        }
        yield -1;
      }
      case INT64 -> {
        LongBuffer values = data.longs();
        for (int i = 0; i < values.limit(); i++) {
          long v = values.get(i);
          if ((v < 0 || v >= limit) && (allowed == null || v != other)) {
            yield i;
          }
        }
        yield -1;
      }
      case FLOAT32 -> {
        FloatBuffer values = data.floats();
        for (int i = 0; i < values.limit(); i++) {
          float v = values.get(i);
          if ((!(v >= 0 && v < limit) || v != (int) v) && (allowed == null || v != other)) {
            yield i;
          }
        }
        yield -1;
      }
      default -> {
        for (long i = 0; i < data.size(); i++) {
          double v = data.getDouble(i);
          if ((!(v >= 0 && v < limit) || v != Math.rint(v)) && (allowed == null || v != other)) {
            yield i;
          }
        }
        yield -1;
      }
    };
  }

  /**
   * The position of the first element that, cut to a whole number, is not from 0 to {@code limit -
   * 1}; -1 if all are.
   */
  public static long firstOutside(TensorData data, long limit) {
    if (!data.dtype().isFloating()) {
      return firstUnknown(data, limit, null);
    }
    for (long i = 0; i < data.size(); i++) {
      double v = data.getDouble(i);
      if (!(v > -1 && v < limit)) {
        return i;
      }
    }
    return -1;
  }

  /** The position of the first element that is not from one number to another; -1 if all are. */
  public static long firstBeyond(TensorData data, double low, double high) {
    if (data.dtype() == DataType.FLOAT32) {
      FloatBuffer values = data.floats();
      for (int i = 0; i < values.limit(); i++) {
        float v = values.get(i);
        if (!(v >= low && v <= high)) {
          return i;
        }
      }
      return -1;
    }
    for (long i = 0; i < data.size(); i++) {
      double v = data.getDouble(i);
      if (!(v >= low && v <= high)) {
        return i;
      }
    }
    return -1;
  }
}
