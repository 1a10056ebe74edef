package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * How far results of a product of matrices can be from zero: for each column of the second matrix
 * the sum of its absolute values, of which the largest counts, and the largest absolute value of
 * each operand that follows.
 */
public final class Reach {
  private Reach() {}

  /**
   * The step that finds them.
   *
   * @param matrix dense, the last axis the columns
   * @param operands dense
   * @param reach gets as many numbers as there are arrays
   */
  public static Runnable bind(Ref matrix, List<Ref> operands, Ref reach, Frame f) {
    FloatBuffer elements = f.bytes(matrix).asFloatBuffer();
    int columns = Math.toIntExact(matrix.dim(matrix.rank() - 1));
    FloatBuffer to = f.bytes(reach).asFloatBuffer();
    List<Magnitudes.Reading> readings =
        operands.stream().map(r -> new Magnitudes.Reading(r, f)).toList();
    return () -> {
      to.put(0, largestSum(elements, columns));
      for (int i = 0; i < readings.size(); i++) {
        to.put(i + 1, (float) readings.get(i).found());
      }
    };
  }

  private static float largestSum(FloatBuffer elements, int columns) {
    float[] sums = new float[columns];
    float[] row = new float[columns];
    for (int at = 0; at < elements.limit(); at += columns) {
      elements.get(at, row);
      addSizes(row, sums, columns);
    }
    float most = 0;
    for (float sum : sums) {
      most = Math.max(most, sum);
    }
    return most;
  }

  private static void addSizes(float[] row, float[] sums, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += Math.abs(row[i]);
    }
  }
}
