package io.trihorn.backend.exchange;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A tensor as nothing where it is all zeros, as a whole, or as the rows that are not zeros, such as
 * those of an embedding that were looked up. Rows run along the first axis of tensors with two and
 * more.
 *
 * @param type the type of the whole tensor
 * @param rows the rows that are there, ascending; null for all
 * @param values theirs, with the whole tensor's type or {@code (rows, size of a row)}; null where
 *     there are none
 */
public record RowTensor(TensorType type, int[] rows, TensorData values) implements Packed {
  /** The rows of tensors of a type. */
  public static int rowCount(TensorType type) {
    return type.rank() < 2 ? 1 : Math.toIntExact(type.dim(0));
  }

  /** The elements of a row. */
  public static int rowSize(TensorType type) {
    int rows = rowCount(type);
    return rows == 0 ? 0 : Math.toIntExact(type.size() / rows);
  }

  /** All of a tensor; null is zeros. */
  public static RowTensor whole(TensorType type, TensorData tensor) {
    return new RowTensor(type, null, tensor);
  }

  /** The rows of a tensor that are not zeros, where they are few; null is zeros. */
  public static RowTensor of(TensorType type, TensorData tensor) {
    int count = rowCount(type);
    int[] used = new int[count];
    int n = 0;
    int size = rowSize(type);
    for (int row = 0; tensor != null && row < count; row++) {
      if (hasValues(tensor, row * size, size)) {
        used[n++] = row;
      }
    }
    if (n == 0) {
      return whole(type, null);
    }
    if (!areFew(n, type)) {
      return whole(type, tensor);
    }
    int[] rows = Arrays.copyOf(used, n);
    TensorData values = TensorData.zeros(type.withShape(n, size));
    ByteBuffer to = values.bytes();
    ByteBuffer from = tensor.bytes();
    int bytes = size * type.dtype().getNumOfBytes();
    for (int row : rows) {
      to.put(from.slice(row * bytes, bytes));
    }
    return new RowTensor(type, rows, values);
  }

  /** Whether so many rows are better listed: their numbers are bytes too. */
  static boolean areFew(int rows, TensorType type) {
    return rows <= rowCount(type) - rows;
  }

  private static boolean hasValues(TensorData tensor, int start, int size) {
    if (tensor.dtype() == DataType.FLOAT32) {
      FloatBuffer floats = tensor.floats();
      for (int i = start; i < start + size; i++) {
        if (floats.get(i) != 0) {
          return true;
        }
      }
      return false;
    }
    for (int i = start; i < start + size; i++) {
      if (tensor.getDouble(i) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether the tensor is all zeros. */
  public boolean isZero() {
    return values == null;
  }

  /** The whole tensor; null where it is all zeros. */
  public TensorData whole() {
    if (rows == null || values == null) {
      return values;
    }
    TensorData whole = TensorData.zeros(type);
    ByteBuffer to = whole.bytes();
    ByteBuffer from = values.bytes();
    int bytes = rowSize(type) * type.dtype().getNumOfBytes();
    for (int i = 0; i < rows.length; i++) {
      to.put(rows[i] * bytes, from, i * bytes, bytes);
    }
    return whole;
  }

  @Override
  public RowTensor unpacked() {
    return this;
  }
}
