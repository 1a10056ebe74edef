package io.trihorn.examples;

import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Sequential;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoltzmannMachineTest {
  private static final float[][] SEEN = {{1, 1, 0, 0}, {0, 0, 1, 1}, {1, 1, 0, 0}, {0, 1, 1, 1}};

  private static Sequential machine(BoltzmannMachine layer, double rate, String backend) {
    var model = new Sequential(input(4), layer);
    var optimizer = sgd(rate);
    model.on(backend).trainStep(step -> layer.learn(step, step.input(), optimizer));
    return model;
  }

  /**
   * Units that are as good as on or off leave nothing to lot. Of (1, 0, 1, 0) the machine makes
   * hidden (1, 0), then (1, 1, 0, 0), then hidden (1, 0) again: scikit-learn's statistics are
   * visible times hidden of the first, less those of the second.
   */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "onnx", "tensorflow", "dl4j"})
  void aStepIsTheDifferenceOfTheStatistics(String backend) {
    float[][] kernel = {{90, -90}, {90, -90}, {-30, 60}, {-60, 90}};
    try (Sequential model = machine(new BoltzmannMachine(2), 0.5, backend)) {
      model.setWeights(List.of(kernel, new float[2], new float[4]));
      model.fit(new float[][] {{1, 0, 1, 0}}, epochs(1).verbose(0));
      List<TensorData> after = model.weightValues();
      assertArrayEquals(
          new float[] {90, -90, 89.5f, -90, -29.5f, 60, -60, 90},
          after.get(0).toFloatArray(),
          1e-6f);
      assertArrayEquals(new float[] {0, 0}, after.get(1).toFloatArray(), 1e-6f);
      assertArrayEquals(new float[] {0, -0.5f, 0.5f, 0}, after.get(2).toFloatArray(), 1e-6f);
    }
  }

  /** The likelihood is summed over all that could be seen. */
  @ParameterizedTest
  @ValueSource(strings = {"onnx", "tensorflow", "dl4j"})
  void whatIsSeenBecomesLikelier(String backend) {
    try (Sequential model = machine(new BoltzmannMachine(3), 0.2, backend)) {
      model.seed(4).fit(SEEN, epochs(0).verbose(0));
      double before = likelihood(model.weightValues());
      model.fit(SEEN, epochs(300).batchSize(4).verbose(0));
      double after = likelihood(model.weightValues());
      // Each by guessing: 4 times log(1/16), -2.77; three kinds of rows can reach -1.04.
      assertTrue(Math.abs(before + Math.log(16)) < 0.1, () -> "before: " + before);
      assertTrue(after > -1.6, () -> "after: " + after);
    }
  }

  /** The mean logarithm of the probabilities of what is seen. */
  private static double likelihood(List<TensorData> weights) {
    double all = 0;
    for (int bits = 0; bits < 16; bits++) {
      float[] row = {bits & 1, bits >> 1 & 1, bits >> 2 & 1, bits >> 3 & 1};
      all += Math.exp(-energy(row, weights));
    }
    double sum = 0;
    for (float[] row : SEEN) {
      sum += -energy(row, weights) - Math.log(all);
    }
    return sum / SEEN.length;
  }

  private static double energy(float[] row, List<TensorData> weights) {
    double energy = 0;
    for (int i = 0; i < row.length; i++) {
      energy -= row[i] * weights.get(2).getDouble(i);
    }
    for (int unit = 0; unit < 3; unit++) {
      double on = weights.get(1).getDouble(unit);
      for (int i = 0; i < row.length; i++) {
        on += row[i] * weights.get(0).getDouble(3 * i + unit);
      }
      energy -= Math.log1p(Math.exp(on));
    }
    return energy;
  }
}
