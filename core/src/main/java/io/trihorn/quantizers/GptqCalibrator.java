package io.trihorn.quantizers;

import io.trihorn.graph.TensorData;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Second moments of inputs, and the rounding of a kernel that makes up for what is lost. */
final class GptqCalibrator implements Calibrator {
  private final GPTQConfig config;
  private final double[][] moments;
  private long seen;

  GptqCalibrator(GPTQConfig config, int inputs) {
    this.config = config;
    this.moments = new double[inputs][inputs];
  }

  @Override
  public Tensor observe(Tensor rows) {
    return Nn.matmul(rows, rows, true, false);
  }

  @Override
  public void add(TensorData observed, long rows) {
    double[][] more = MatrixRows.of(observed);
    for (int i = 0; i < more.length; i++) {
      for (int j = 0; j < more.length; j++) {
        moments[i][j] += (more[i][j] + more[j][i]) / 2;
      }
    }
    seen += rows;
  }

  /** Twice the mean moments; inputs that were never other than 0 get 1; the diagonal is raised. */
  private double[][] hessian() {
    int n = moments.length;
    double[][] hessian = new double[n][n];
    double mean = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        hessian[i][j] = seen == 0 ? 0 : 2 * moments[i][j] / seen;
      }
      hessian[i][i] = hessian[i][i] == 0 ? 1 : hessian[i][i];
      mean += hessian[i][i] / n;
    }
    for (int i = 0; i < n; i++) {
      hessian[i][i] += config.damping() * mean;
    }
    return hessian;
  }

  private int[] order(double[][] hessian) {
    IntStream all = IntStream.range(0, hessian.length);
    return config.ordered()
        ? all.boxed()
            .sorted(Comparator.comparing((Integer i) -> -hessian[i][i]))
            .mapToInt(i -> i)
            .toArray()
        : all.toArray();
  }

  @Override
  public CalibratedMatrix quantize(TensorData kernel) {
    double[][] given = MatrixRows.of(kernel);
    double[][] hessian = hessian();
    int[] order = order(hessian);
    int n = order.length;
    double[][] permuted = new double[n][n];
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      rows[i] = given[order[i]];
      for (int j = 0; j < n; j++) {
        permuted[i][j] = hessian[order[i]][order[j]];
      }
    }
    int[][] integers = new int[n][rows[0].length];
    List<ZeroPointScale> groups = round(rows, InverseFactor.of(permuted), integers);
    int size = config.groupSize() < 0 ? n : config.groupSize();
    int[][] inPlace = new int[n][];
    float[] group = new float[n];
    for (int i = 0; i < n; i++) {
      inPlace[order[i]] = integers[i];
      group[order[i]] = (float) i / size;
    }
    return new CalibratedMatrix(
        MatrixRows.transposed(inPlace),
        MatrixRows.scales(groups, rows[0].length),
        MatrixRows.zeros(groups, rows[0].length),
        null,
        TensorData.of(group));
  }

  /**
   * Rounds rows one after the other. What a row loses is, by the factor of the moments' inverse,
   * taken from the rows of its block at once, and from those after the block when it is done; the
   * scale of a group is that of its rows as they are at the begin of the block it begins in.
   */
  private List<ZeroPointScale> round(double[][] rows, double[][] factor, int[][] integers) {
    int n = rows.length;
    int size = config.groupSize() < 0 ? n : config.groupSize();
    List<ZeroPointScale> groups = new ArrayList<>();
    for (int start = 0; start < n; start += config.block()) {
      int end = Math.min(n, start + config.block());
      double[][] block = new double[end - start][];
      for (int j = start; j < end; j++) {
        block[j - start] = rows[j].clone();
      }
      for (int j = start; j < end; j++) {
        if (j % size == 0) {
          groups.add(config.scaleOf(Arrays.copyOfRange(rows, j, Math.min(n, j + size))));
        }
        double[] lost = block[j - start];
        roundRow(lost, groups.get(groups.size() - 1), integers[j], factor[j][j]);
        for (int k = j + 1; k < end; k++) {
          subtract(block[k - start], lost, factor[j][k]);
        }
      }
      for (int k = end; k < n; k++) {
        double[] row = rows[k].clone();
        for (int j = start; j < end; j++) {
          subtract(row, block[j - start], factor[j][k]);
        }
        rows[k] = row;
      }
    }
    return groups;
  }

  /** Puts what is lost, divided by the row's own part of the factor, in the place of the row. */
  private static void roundRow(double[] row, ZeroPointScale scale, int[] integers, double own) {
    for (int o = 0; o < row.length; o++) {
      integers[o] = scale.integer(row[o], o);
      row[o] = (row[o] - scale.value(integers[o], o)) / own;
    }
  }

  private static void subtract(double[] from, double[] lost, double factor) {
    for (int o = 0; o < from.length; o++) {
      from[o] -= lost[o] * factor;
    }
  }
}
