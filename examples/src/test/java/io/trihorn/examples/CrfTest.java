package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.ops.Ops.sum;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.data.Dataset;
import io.trihorn.examples.text.Viterbi;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The conditional random field beside sums over all sequences of tags, one by one. */
class CrfTest {
  private static final int LENGTH = 4;
  private static final int TAGS = 3;
  private static final int FEATURES = 2;
  private static final int PATHS = 81;

  private final Random random = new Random(3);
  private final float[][] x = new float[LENGTH][FEATURES];
  private final int[] right = {2, 0, 0, 1};

  private static int[] path(int number) {
    int[] tags = new int[LENGTH];
    for (int i = 0; i < LENGTH; i++, number /= TAGS) {
      tags[i] = number % TAGS;
    }
    return tags;
  }

  private static double score(double[][] scores, double[][] pairs, int[] tags) {
    double sum = scores[0][tags[0]];
    for (int i = 1; i < LENGTH; i++) {
      sum += pairs[tags[i - 1]][tags[i]] + scores[i][tags[i]];
    }
    return sum;
  }

  /** The loss for a kernel {@code (features, tags)} and pairs of tags, one after the other. */
  private double loss(double[] weights) {
    double[][] scores = new double[LENGTH][TAGS];
    double[][] pairs = new double[TAGS][TAGS];
    for (int tag = 0; tag < TAGS; tag++) {
      for (int at = 0; at < LENGTH; at++) {
        for (int f = 0; f < FEATURES; f++) {
          scores[at][tag] += x[at][f] * weights[f * TAGS + tag];
        }
      }
      System.arraycopy(weights, (FEATURES + tag) * TAGS, pairs[tag], 0, TAGS);
    }
    double all = 0;
    for (int i = 0; i < PATHS; i++) {
      all += Math.exp(score(scores, pairs, path(i)));
    }
    return Math.log(all) - score(scores, pairs, right);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "onnx", "tensorflow", "dl4j"})
  void lossAndGradientsAreThoseOfAllSequences(String backend) {
    KerasTensor features = inputTensor(LENGTH, FEATURES);
    KerasTensor tags = inputTensor(input(LENGTH).dtype("int32"));
    KerasTensor scores = dense(TAGS).useBias(false).apply(features);
    try (Model model = new Model(List.of(features, tags), List.of(new Crf().apply(scores, tags)))) {
      model.on(backend);
      double[] weights = random.doubles((FEATURES + TAGS) * TAGS, -1, 1).toArray();
      set(model, weights);
      for (float[] row : x) {
        row[0] = random.nextFloat();
        row[1] = random.nextFloat() - 1;
      }
      Object data = List.of(new float[][][] {x}, new int[][] {right});
      double found = model.predict(data).toFloatArray()[0];
      assertEquals(loss(weights), found, 1e-5);
      // A step of this rate takes the gradient from the weights.
      var rate1 = sgd(1);
      model.trainStep(
          step ->
              step.minimize(
                  sum(step.call(model, step.inputs()).get(0)), rate1, model.trainableWeights()));
      model.trainOnBatch(Dataset.of(data));
      double[] after = get(model);
      for (int i = 0; i < weights.length; i++) {
        double[] more = weights.clone();
        double[] less = weights.clone();
        more[i] += 1e-5;
        less[i] -= 1e-5;
        double slope = (loss(more) - loss(less)) / 2e-5;
        assertEquals(slope, weights[i] - after[i], 1e-5, "weight " + i);
      }
    }
  }

  private static void set(Model model, double[] weights) {
    List<TensorData> values = model.weightValues();
    int next = 0;
    for (TensorData value : values) {
      for (int i = 0; i < value.size(); i++) {
        value.setDouble(i, weights[next++]);
      }
    }
    model.setWeights(values);
  }

  private static double[] get(Model model) {
    return model.weightValues().stream()
        .flatMapToDouble(value -> Arrays.stream(value.toDoubleArray()))
        .toArray();
  }

  @Test
  void viterbiFindsTheBestOfAll() {
    for (int round = 0; round < 50; round++) {
      double[][] scores = new double[LENGTH][];
      double[][] pairs = new double[TAGS][];
      for (int i = 0; i < LENGTH; i++) {
        scores[i] = random.doubles(TAGS, -2, 2).toArray();
      }
      for (int i = 0; i < TAGS; i++) {
        pairs[i] = random.doubles(TAGS, -2, 2).toArray();
      }
      int[] best = path(0);
      for (int i = 1; i < PATHS; i++) {
        best = score(scores, pairs, path(i)) > score(scores, pairs, best) ? path(i) : best;
      }
      assertArrayEquals(best, Viterbi.best(scores, pairs));
    }
  }
}
