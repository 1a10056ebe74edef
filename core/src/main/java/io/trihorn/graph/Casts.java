package io.trihorn.graph;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** Conversions of elements; those that data sets need in every batch go by plain loops. */
final class Casts {
  private Casts() {}

  /** Overwrites the elements of a tensor with those of another of the same shape, converted. */
  static void copy(TensorData from, TensorData to) {
    int size = Math.toIntExact(from.size());
    if (to.dtype() == DataType.FLOAT32 && toFloats(from, to.floats(), size)) {
      return;
    }
    boolean integers = !from.dtype().isFloating() && !to.dtype().isFloating();
    for (int i = 0; i < size; i++) {
      if (integers) {
        to.setLong(i, from.getLong(i));
      } else {
        to.setDouble(i, from.getDouble(i));
      }
    }
  }

  private static boolean toFloats(TensorData from, FloatBuffer to, int size) {
    switch (from.dtype()) {
      case FLOAT64 -> {
        DoubleBuffer values = from.doubles();
        for (int i = 0; i < size; i++) {
          to.put(i, (float) values.get(i));
        }
      }
      case INT32 -> {
        IntBuffer values = from.ints();
        for (int i = 0; i < size; i++) {
          to.put(i, values.get(i));
        }
      }
      case INT64 -> {
        LongBuffer values = from.longs();
        for (int i = 0; i < size; i++) {
          to.put(i, values.get(i));
        }
      }
      case UINT8 -> {
        ByteBuffer values = from.bytes();
        for (int i = 0; i < size; i++) {
          to.put(i, values.get(i) & 0xff);
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }
}
