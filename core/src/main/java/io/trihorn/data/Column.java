package io.trihorn.data;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * One tensor of a dataset, whose rows are copied out in any order, and scaled on the way if asked;
 * or a scalar, which has no rows.
 *
 * @param data the rows
 * @param scale what is done to each element, or null to copy them
 */
record Column(TensorData data, Scale scale) {
  /** The float32 value factor · x + offset. */
  record Scale(double factor, double offset) {
    float apply(double x) {
      return (float) (factor * x + offset);
    }
  }

  /** The type of so many rows as they come out; a scalar stays what it is. */
  TensorType type(int rows) {
    if (data.type().rank() == 0) {
      return data.type();
    }
    long[] dims = data.type().dims();
    dims[0] = rows;
    return TensorType.of(scale == null ? data.dtype() : DataType.FLOAT32, dims);
  }

  /** Whether rows that lie together need no copy. */
  boolean plain() {
    return scale == null && data.type().rank() > 0;
  }

  /** Some rows of a tensor in this order; a scalar stays what it is. */
  static TensorData taken(TensorData data, int[] order) {
    Column column = new Column(data, null);
    TensorData out = TensorData.zeros(column.type(order.length));
    column.gather(order, 0, out);
    return out;
  }

  /**
   * Copies rows.
   *
   * @param order the rows' numbers, or null for the rows as they stand
   * @param from the first place in the order
   * @param out where they go, as many rows as it has
   */
  void gather(int[] order, int from, TensorData out) {
    if (out.type().rank() == 0) {
      out.copyFrom(data);
      return;
    }
    int rows = Math.toIntExact(out.type().dim(0));
    int size = rows == 0 ? 0 : Math.toIntExact(out.size() / rows);
    if (scale != null) {
      gatherScaled(order, from, rows, size, out);
      return;
    }
    int bytes = size * data.dtype().getNumOfBytes();
    ByteBuffer source = data.bytes();
    ByteBuffer target = out.bytes();
    if (order == null) {
      target.put(0, source, from * bytes, rows * bytes);
      return;
    }
    for (int i = 0; i < rows; i++) {
      target.put(i * bytes, source, order[from + i] * bytes, bytes);
    }
  }

  private void gatherScaled(int[] order, int from, int rows, int size, TensorData out) {
    FloatBuffer target = out.floats();
    float[] values = new float[size];
    byte[] bytes = new byte[size];
    float[] table = data.dtype() == DataType.UINT8 ? table() : null;
    for (int i = 0; i < rows; i++) {
      int row = order == null ? from + i : order[from + i];
      if (table != null) {
        data.bytes().get(row * size, bytes);
        for (int j = 0; j < size; j++) {
          values[j] = table[bytes[j] & 0xff];
        }
      } else {
        for (int j = 0; j < size; j++) {
          values[j] = scale.apply(data.getDouble((long) row * size + j));
        }
      }
      target.put(i * size, values);
    }
  }

  private float[] table() {
    float[] table = new float[256];
    for (int i = 0; i < table.length; i++) {
      table[i] = scale.apply(i);
    }
    return table;
  }
}
