package io.trihorn.spark;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.FloatBuffer;
import java.util.List;

/** Tensors of all workers become one. */
final class Reduction {
  private Reduction() {}

  /**
   * A tensor of one worker.
   *
   * @param share how much it counts; all shares are 1 together
   */
  record Part(double share, WireTensor tensor) {}

  /**
   * The mean of floats, and the greatest of integers, which count. Sums are taken in the order of
   * the workers, so that a training that is done again comes to the same bits.
   *
   * @return null where all are zeros
   */
  static TensorData reduce(TensorType type, List<Part> parts) {
    List<Part> there = parts.stream().filter(p -> !p.tensor().isZero()).toList();
    if (there.isEmpty()) {
      return null;
    }
    return type.dtype().isFloating() ? mean(type, there) : greatest(type, parts);
  }

  private static TensorData mean(TensorType type, List<Part> parts) {
    TensorData out = TensorData.zeros(type);
    int rows = WireTensor.rowCount(type);
    int size = Math.toIntExact(type.size() / rows);
    int[] next = new int[parts.size()];
    double[] sum = new double[size];
    for (int row = 0; row < rows; row++) {
      boolean any = false;
      for (int p = 0; p < next.length; p++) {
        int[] listed = parts.get(p).tensor().rows();
        boolean has = listed == null || next[p] < listed.length && listed[next[p]] == row;
        if (has) {
          add(parts.get(p), next[p]++, sum);
          any = true;
        }
      }
      if (any) {
        take(sum, out, (long) row * size);
      }
    }
    return out;
  }

  private static void add(Part part, int row, double[] sum) {
    TensorData values = part.tensor().values();
    long start = (long) row * sum.length;
    switch (values.dtype()) {
      case FLOAT32 -> {
        FloatBuffer floats = values.floats();
        for (int i = 0; i < sum.length; i++) {
          sum[i] += part.share() * floats.get((int) start + i);
        }
      }
      default -> {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += part.share() * values.getDouble(start + i);
        }
      }
    }
  }

  private static void take(double[] sum, TensorData out, long start) {
    for (int i = 0; i < sum.length; i++) {
      out.setDouble(start + i, sum[i]);
      sum[i] = 0;
    }
  }

  private static TensorData greatest(TensorType type, List<Part> parts) {
    TensorData out = null;
    for (Part part : parts) {
      TensorData own = part.tensor().whole();
      TensorData values = own == null ? TensorData.zeros(type) : own;
      if (out == null) {
        out = values.copy();
        continue;
      }
      for (long i = 0; i < out.size(); i++) {
        out.setLong(i, Math.max(out.getLong(i), values.getLong(i)));
      }
    }
    return out;
  }
}
