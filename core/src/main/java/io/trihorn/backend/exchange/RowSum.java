package io.trihorn.backend.exchange;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.BitSet;
import java.util.List;

/** Sums tensors of floats, of which only rows are touched that one of them has. */
final class RowSum {
  /** How many elements are summed at a time. */
  private static final int MOST = 4096;

  private final List<Reduction.Part> parts;

  /** Where each part's elements begin; negative where it has none. */
  private final int[] starts;

  private final double[] sum = new double[MOST];
  private final float[] floats = new float[MOST];

  private RowSum(List<Reduction.Part> parts) {
    this.parts = parts;
    this.starts = new int[parts.size()];
  }

  /** The sum of tensors of which each has values. */
  static RowTensor of(TensorType type, List<Reduction.Part> parts) {
    RowSum sum = new RowSum(parts);
    if (parts.stream().allMatch(p -> p.tensor().rows() == null)) {
      TensorData out = TensorData.zeros(type);
      sum.write(out, 0, Math.toIntExact(type.size()));
      return RowTensor.whole(type, out);
    }
    int[] rows = rows(type, parts);
    int size = RowTensor.rowSize(type);
    TensorData out = TensorData.zeros(rows == null ? type : type.withShape(rows.length, size));
    int count = rows == null ? RowTensor.rowCount(type) : rows.length;
    int[] next = new int[parts.size()];
    for (int i = 0; i < count; i++) {
      int row = rows == null ? i : rows[i];
      for (int p = 0; p < next.length; p++) {
        int[] listed = parts.get(p).tensor().rows();
        boolean has = listed == null || next[p] < listed.length && listed[next[p]] == row;
        sum.starts[p] = has ? next[p]++ * size : -1;
      }
      sum.write(out, i * size, size);
    }
    return new RowTensor(type, rows, out);
  }

  /** The rows that any has, or null for all. */
  private static int[] rows(TensorType type, List<Reduction.Part> parts) {
    BitSet rows = new BitSet();
    for (Reduction.Part part : parts) {
      if (part.tensor().rows() == null) {
        return null;
      }
      for (int row : part.tensor().rows()) {
        rows.set(row);
      }
    }
    return RowTensor.areFew(rows.cardinality(), type) ? rows.stream().toArray() : null;
  }

  /** Sums elements that lie together. */
  private void write(TensorData out, int to, int size) {
    for (int done = 0; done < size; done += MOST) {
      int n = Math.min(MOST, size - done);
      for (int p = 0; p < starts.length; p++) {
        if (starts[p] >= 0) {
          add(parts.get(p), starts[p] + done, n);
        }
      }
      take(out, to + done, n);
    }
  }

  private void add(Reduction.Part part, int start, int n) {
    TensorData values = part.tensor().values();
    double weight = part.weight();
    if (values.dtype() == DataType.FLOAT32) {
      values.floats().get(start, floats, 0, n);
      for (int i = 0; i < n; i++) {
        sum[i] += weight * floats[i];
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      sum[i] += weight * values.getDouble(start + i);
    }
  }

  private void take(TensorData out, int to, int n) {
    if (out.dtype() == DataType.FLOAT32) {
      for (int i = 0; i < n; i++) {
        floats[i] = (float) sum[i];
      }
      out.floats().put(to, floats, 0, n);
    } else {
      for (int i = 0; i < n; i++) {
        out.setDouble(to + i, sum[i]);
      }
    }
    for (int i = 0; i < n; i++) {
      sum[i] = 0;
    }
  }
}
