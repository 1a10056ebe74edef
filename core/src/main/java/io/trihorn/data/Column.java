package io.trihorn.data;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.JavaArrays;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * One tensor of a dataset, whose rows are copied out in any order, and scaled on the way if asked;
 * or a scalar, which has no rows.
 *
 * @param data what has the rows
 * @param scale what is done to each element, or null to copy them
 */
record Column(Held data, Scale scale) {
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
    return TensorType.of(scale == null ? data.type().dtype() : DataType.FLOAT32, dims);
  }

  /** Whether rows that lie together need no copy. */
  boolean plain() {
    return scale == null && data instanceof Held.Whole && data.type().rank() > 0;
  }

  /** Rows that lie together, not copied; for what is plain. */
  TensorData slice(int from, int count) {
    return ((Held.Whole) data).data().rows(from, count);
  }

  /** Some rows of a tensor in this order; a scalar stays what it is. */
  static TensorData taken(TensorData data, int[] order) {
    Column column = new Column(new Held.Whole(data), null);
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
    int rows = out.type().rank() == 0 ? 1 : Math.toIntExact(out.type().dim(0));
    int size = rows == 0 ? 0 : Math.toIntExact(out.size() / rows);
    if (data instanceof Held.Nested nested) {
      gatherNested(nested, order, from, rows, out);
    } else if (out.type().rank() == 0) {
      out.copyFrom(((Held.Whole) data).data());
    } else if (scale != null) {
      gatherScaled(((Held.Whole) data).data(), order, from, rows, size, out);
    } else {
      gatherBytes(((Held.Whole) data).data(), order, from, rows, size, out);
    }
  }

  private static void gatherBytes(
      TensorData data, int[] order, int from, int rows, int size, TensorData out) {
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

  private void gatherNested(Held.Nested nested, int[] order, int from, int rows, TensorData out) {
    long[] dims = nested.type().dims();
    dims[0] = rows;
    TensorData read = scale == null ? out : TensorData.zeros(nested.type().withShape(dims));
    for (int i = 0; i < rows; i++) {
      JavaArrays.copy(
          nested.rows()[order == null ? from + i : order[from + i]], read, i * nested.size());
    }
    if (scale != null) {
      gatherScaled(read, null, 0, rows, nested.size(), out);
    }
  }

  private void gatherScaled(
      TensorData data, int[] order, int from, int rows, int size, TensorData out) {
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
