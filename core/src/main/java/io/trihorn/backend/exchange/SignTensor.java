package io.trihorn.backend.exchange;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;

/**
 * A tensor of floats of which one bit an element is left, and for each column, along its last axis,
 * what stands for the bits.
 *
 * @param type the type of the whole tensor
 * @param rows the rows that are there, ascending; null for all
 * @param low what elements below zero are, by column
 * @param high what the others are, by column
 * @param bits a bit for each element in their order, the lowest first; 1 for those that are not
 *     below zero
 */
public record SignTensor(TensorType type, int[] rows, float[] low, float[] high, byte[] bits)
    implements Packed {

  /** The elements that such a tensor has with so many listed rows; null rows are all. */
  public static int count(TensorType type, int[] rows) {
    return (rows == null ? RowTensor.rowCount(type) : rows.length) * RowTensor.rowSize(type);
  }

  /** The bytes that so many bits take. */
  public static int byteCount(int bits) {
    return (bits + Byte.SIZE - 1) / Byte.SIZE;
  }

  /** Of rows that have values; zero is below zero where its sign is. */
  static SignTensor of(RowTensor tensor, float[] values) {
    int columns = Math.toIntExact(tensor.type().dim(tensor.type().rank() - 1));
    double[] low = new double[columns];
    double[] high = new double[columns];
    int[] highs = new int[columns];
    int each = values.length / columns;
    // No branches: signs are as good as random.
    for (int row = 0; row < each; row++) {
      for (int c = 0; c < columns; c++) {
        float value = values[row * columns + c];
        low[c] += Math.min(value, 0f);
        high[c] += Math.max(value, 0f);
        highs[c] += isHigh(value);
      }
    }
    byte[] bits = new byte[byteCount(values.length)];
    for (int i = 0; i < values.length; i++) {
      bits[i / Byte.SIZE] |= (byte) (isHigh(values[i]) << i % Byte.SIZE);
    }
    float[] lows = new float[columns];
    float[] tops = new float[columns];
    for (int c = 0; c < columns; c++) {
      lows[c] = (float) (low[c] / Math.max(1, each - highs[c]));
      tops[c] = (float) (high[c] / Math.max(1, highs[c]));
    }
    return new SignTensor(tensor.type(), tensor.rows(), lows, tops, bits);
  }

  private static int isHigh(float value) {
    return ~Float.floatToRawIntBits(value) >>> Integer.SIZE - 1;
  }

  /** The elements that the bits stand for. */
  float[] floats() {
    float[] either = new float[2 * low.length];
    for (int c = 0; c < low.length; c++) {
      either[2 * c] = low[c];
      either[2 * c + 1] = high[c];
    }
    float[] values = new float[count(type, rows)];
    for (int start = 0; start < values.length; start += low.length) {
      for (int c = 0; c < low.length; c++) {
        int i = start + c;
        values[i] = either[2 * c + (bits[i / Byte.SIZE] >> i % Byte.SIZE & 1)];
      }
    }
    return values;
  }

  @Override
  public RowTensor unpacked() {
    float[] values = floats();
    TensorType there = rows == null ? type : type.withShape(rows.length, RowTensor.rowSize(type));
    return new RowTensor(type, rows, TensorData.of(values, there.dims()));
  }
}
