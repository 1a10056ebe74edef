package io.trihorn.spark;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A tensor as workers send it to each other: nothing where it is all zeros, as a whole, or the rows
 * that are not zeros, such as those of an embedding that were looked up. Rows run along the first
 * axis of tensors with two and more.
 *
 * @param type the type of the whole tensor
 * @param rows the rows that are there, ascending; null for all
 * @param values theirs; null where there are none
 */
record WireTensor(TensorType type, int[] rows, TensorData values) {
  private static final int NOTHING = 0;
  private static final int WHOLE = 1;
  private static final int ROWS = 2;

  /** The rows of tensors of a type. */
  static int rowCount(TensorType type) {
    return type.rank() < 2 ? 1 : Math.toIntExact(type.dim(0));
  }

  private static long rowSize(TensorType type) {
    int rows = rowCount(type);
    return rows == 0 ? 0 : type.size() / rows;
  }

  /** Of a tensor; null is zeros. */
  static WireTensor of(TensorType type, TensorData tensor) {
    int count = rowCount(type);
    int[] used = new int[count];
    int n = 0;
    long size = rowSize(type);
    for (int row = 0; tensor != null && row < count; row++) {
      if (hasValues(tensor, row * size, size)) {
        used[n++] = row;
      }
    }
    if (n == 0) {
      return new WireTensor(type, null, null);
    }
    // Numbers of rows are bytes too.
    if (n > count - n) {
      return new WireTensor(type, null, tensor);
    }
    int[] rows = Arrays.copyOf(used, n);
    TensorData values = TensorData.zeros(type.withShape(n, size));
    ByteBuffer to = values.bytes();
    ByteBuffer from = tensor.bytes();
    int bytes = Math.toIntExact(size * type.dtype().getNumOfBytes());
    for (int row : rows) {
      to.put(from.slice(row * bytes, bytes));
    }
    return new WireTensor(type, rows, values);
  }

  private static boolean hasValues(TensorData tensor, long start, long size) {
    for (long i = start; i < start + size; i++) {
      if (tensor.getDouble(i) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether the tensor is all zeros. */
  boolean isZero() {
    return values == null;
  }

  /** The whole tensor; null where it is all zeros. */
  TensorData whole() {
    if (rows == null || values == null) {
      return values;
    }
    TensorData whole = TensorData.zeros(type);
    ByteBuffer to = whole.bytes();
    ByteBuffer from = values.bytes();
    int bytes = Math.toIntExact(rowSize(type) * type.dtype().getNumOfBytes());
    for (int i = 0; i < rows.length; i++) {
      to.put(rows[i] * bytes, from, i * bytes, bytes);
    }
    return whole;
  }

  void write(DataOutput out) throws IOException {
    out.writeByte(values == null ? NOTHING : rows == null ? WHOLE : ROWS);
    if (rows != null) {
      out.writeInt(rows.length);
      for (int row : rows) {
        out.writeInt(row);
      }
    }
    if (values != null) {
      byte[] bytes = new byte[values.bytes().remaining()];
      values.bytes().get(bytes);
      out.write(bytes);
    }
  }

  static WireTensor read(DataInput in, TensorType type) throws IOException {
    int form = in.readByte();
    int[] rows = null;
    TensorType there = type;
    if (form == ROWS) {
      rows = new int[in.readInt()];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = in.readInt();
      }
      there = type.withShape(rows.length, rowSize(type));
    }
    return new WireTensor(type, rows, form == NOTHING ? null : values(in, there));
  }

  /** A tensor's bytes, in the order of the machines, which are alike in a cluster. */
  static TensorData values(DataInput in, TensorType type) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(type.bytes())];
    in.readFully(bytes);
    TensorData values = TensorData.zeros(type);
    values.bytes().put(bytes);
    return values;
  }
}
