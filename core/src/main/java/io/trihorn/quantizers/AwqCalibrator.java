package io.trihorn.quantizers;

import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Largest magnitudes of inputs, and the search for the factors by which a kernel loses least. */
final class AwqCalibrator implements Calibrator {
  private static final double LEAST_MAGNITUDE = 1e-8;
  private static final double LEAST_FACTOR = 1e-4;

  private final AWQConfig config;
  private final double[] magnitudes;

  AwqCalibrator(AWQConfig config, int inputs) {
    this.config = config;
    this.magnitudes = new double[inputs];
  }

  @Override
  public Tensor observe(Tensor rows) {
    return Ops.max(Ops.abs(rows), 0);
  }

  @Override
  public void add(TensorData observed, long rows) {
    for (int i = 0; i < magnitudes.length; i++) {
      magnitudes[i] = Math.max(magnitudes[i], observed.getDouble(i));
    }
  }

  /** A kernel in integers, with what it loses. */
  private record Candidate(
      float[] factors, int[][] integers, List<ZeroPointScale> groups, double loss) {}

  @Override
  public CalibratedMatrix quantize(TensorData kernel) {
    double[][] rows = MatrixRows.of(kernel);
    double[] counting = Arrays.stream(magnitudes).map(m -> m < LEAST_MAGNITUDE ? 1 : m).toArray();
    Candidate best = null;
    for (int step = 0; step <= config.gridPoints(); step++) {
      Candidate next =
          candidate(rows, counting, factors(counting, (double) step / config.gridPoints()));
      best = best == null || next.loss() < best.loss() ? next : best;
    }
    int outputs = rows[0].length;
    float[] group = new float[rows.length];
    for (int i = 0; i < group.length; i++) {
      group[i] = i / size(rows.length);
    }
    return new CalibratedMatrix(
        MatrixRows.transposed(best.integers()),
        MatrixRows.scales(best.groups(), outputs),
        MatrixRows.zeros(best.groups(), outputs),
        TensorData.of(best.factors()),
        TensorData.of(group));
  }

  private int size(int inputs) {
    return config.groupSize() < 0 ? inputs : config.groupSize();
  }

  /** Powers of the magnitudes, with the least and the greatest equally far from 1. */
  private static float[] factors(double[] magnitudes, double power) {
    double[] raised =
        Arrays.stream(magnitudes).map(m -> Math.max(Math.pow(m, power), LEAST_FACTOR)).toArray();
    double least = Arrays.stream(raised).min().orElseThrow();
    double greatest = Arrays.stream(raised).max().orElseThrow();
    double middle = Math.max(Math.sqrt(greatest * least), LEAST_MAGNITUDE);
    float[] factors = new float[raised.length];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = (float) (raised[i] / middle);
    }
    return factors;
  }

  private Candidate candidate(double[][] rows, double[] magnitudes, float[] factors) {
    int inputs = rows.length;
    int outputs = rows[0].length;
    double[][] scaled = new double[inputs][outputs];
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < outputs; o++) {
        scaled[i][o] = rows[i][o] * factors[i];
      }
    }
    List<ZeroPointScale> groups = groups(scaled);
    int[][] integers = new int[inputs][outputs];
    double loss = 0;
    for (int i = 0; i < inputs; i++) {
      ZeroPointScale group = groups.get(i / size(inputs));
      for (int o = 0; o < outputs; o++) {
        integers[i][o] = group.integer(scaled[i][o], o);
        double error = rows[i][o] - group.value(integers[i][o], o) / factors[i];
        loss += error * error * magnitudes[i] * magnitudes[i];
      }
    }
    return new Candidate(factors, integers, groups, loss);
  }

  /** A last group that is not full is filled up with zeros, as in Keras, if it is not the only. */
  private List<ZeroPointScale> groups(double[][] scaled) {
    int size = size(scaled.length);
    List<ZeroPointScale> groups = new ArrayList<>();
    for (int from = 0; from < scaled.length; from += size) {
      int to = Math.min(scaled.length, from + size);
      boolean filled = to - from < size && from > 0;
      double[][] rows = Arrays.copyOfRange(scaled, from, filled ? to + 1 : to);
      if (filled) {
        rows[to - from] = new double[scaled[0].length];
      }
      groups.add(new ZeroPointScale(rows, config.weightBits(), false, true));
    }
    return groups;
  }
}
