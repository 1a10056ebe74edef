package io.trihorn.spark;

import io.trihorn.backend.exchange.Message;
import io.trihorn.backend.exchange.Packed;
import io.trihorn.backend.exchange.RowTensor;
import io.trihorn.backend.exchange.SignTensor;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Messages as bytes, in the order of the machines, which are alike in a cluster. */
final class Wire {
  private static final int HEAD = 2 * Long.BYTES;

  /** What stands before a tensor: whether there is nothing, and how it is written. */
  private static final byte NOTHING = 0;

  private static final byte VALUES = 1;
  private static final byte SIGNS = 2;

  /** The number of listed rows where all are there. */
  private static final int ALL = -1;

  private Wire() {}

  static byte[] bytes(Message message) {
    int size = HEAD + message.tensors().stream().mapToInt(Wire::size).sum();
    byte[] bytes = new byte[size];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    out.putLong(message.rows()).putDouble(message.loss());
    message.tensors().forEach(tensor -> put(tensor, out));
    return bytes;
  }

  private static int size(Packed tensor) {
    if (tensor instanceof SignTensor signs) {
      int values = Float.BYTES * (signs.low().length + signs.high().length);
      return 1 + rowsSize(signs.rows()) + values + signs.bits().length;
    }
    RowTensor rows = tensor.unpacked();
    return rows.isZero()
        ? 1
        : Math.toIntExact(1 + rowsSize(rows.rows()) + rows.values().type().bytes());
  }

  private static int rowsSize(int[] rows) {
    return Integer.BYTES * (1 + (rows == null ? 0 : rows.length));
  }

  private static void put(Packed tensor, ByteBuffer out) {
    if (tensor instanceof SignTensor signs) {
      putRows(out.put(SIGNS), signs.rows());
      putFloats(out, signs.low());
      putFloats(out, signs.high());
      out.put(signs.bits());
      return;
    }
    RowTensor rows = tensor.unpacked();
    if (rows.isZero()) {
      out.put(NOTHING);
      return;
    }
    putRows(out.put(VALUES), rows.rows());
    out.put(rows.values().bytes());
  }

  private static void putRows(ByteBuffer out, int[] rows) {
    out.putInt(rows == null ? ALL : rows.length);
    for (int i = 0; rows != null && i < rows.length; i++) {
      out.putInt(rows[i]);
    }
  }

  private static void putFloats(ByteBuffer out, float[] values) {
    for (float value : values) {
      out.putFloat(value);
    }
  }

  /** Reads what {@link #bytes} wrote of tensors of these types. */
  static Message message(byte[] bytes, List<TensorType> types) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    long rows = in.getLong();
    double loss = in.getDouble();
    List<Packed> tensors = new ArrayList<>();
    for (TensorType type : types) {
      tensors.add(tensor(in, type));
    }
    return new Message(rows, loss, tensors);
  }

  private static Packed tensor(ByteBuffer in, TensorType type) {
    byte form = in.get();
    if (form == NOTHING) {
      return RowTensor.whole(type, null);
    }
    int[] rows = rows(in);
    if (form == SIGNS) {
      int columns = Math.toIntExact(type.dim(type.rank() - 1));
      float[] low = floats(in, columns);
      float[] high = floats(in, columns);
      byte[] bits = new byte[SignTensor.byteCount(SignTensor.count(type, rows))];
      in.get(bits);
      return new SignTensor(type, rows, low, high, bits);
    }
    TensorType there = rows == null ? type : type.withShape(rows.length, RowTensor.rowSize(type));
    return new RowTensor(type, rows, StateBytes.values(in, there));
  }

  private static int[] rows(ByteBuffer in) {
    int count = in.getInt();
    int[] rows = count == ALL ? null : new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = in.getInt();
    }
    return rows;
  }

  private static float[] floats(ByteBuffer in, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.getFloat();
    }
    return values;
  }
}
