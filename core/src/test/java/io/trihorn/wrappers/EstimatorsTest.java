package io.trihorn.wrappers;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.normalization;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EstimatorsTest {
  private static final float[][] X = new float[60][2];
  private static final List<String> NAMES = new ArrayList<>();

  static {
    Random random = new Random(3);
    for (int i = 0; i < X.length; i++) {
      X[i][0] = 1000 + 100 * (i % 3) + random.nextFloat();
      X[i][1] = random.nextFloat();
      NAMES.add(List.of("low", "middle", "high").get(i % 3));
    }
  }

  private static Model classes(int count, String last, String loss) {
    return new Sequential(input(2), normalization(), dense(8, "relu"), dense(count, last))
        .on("reference")
        .compile(adam(0.05), loss);
  }

  private static Model line() {
    return new Sequential(input(2), dense(1)).on("reference").compile(adam(0.1), "mse");
  }

  @Test
  void namesAreLearned() {
    try (var classifier =
        new Classifier<String>(
            classes(3, "softmax", "sparse_categorical_crossentropy"), epochs(20).verbose(0))) {
      assertEquals(1, classifier.fit(X, NAMES).score(X, NAMES));
      assertEquals(List.of("high", "low", "middle"), classifier.classes());
      assertEquals(NAMES.subList(0, 3), classifier.predict(new float[][] {X[0], X[1], X[2]}));
      float[] sure = classifier.probabilities(new float[][] {X[1]})[0];
      assertEquals(1, sure[0] + sure[1] + sure[2], 1e-6);
      assertTrue(sure[2] > 0.5);
    }
  }

  @Test
  void twoClassesMayBeOneProbability() {
    List<Boolean> high = NAMES.stream().map("high"::equals).toList();
    try (var classifier =
        new Classifier<Boolean>(
            classes(1, "sigmoid", "binary_crossentropy"), epochs(40).verbose(0))) {
      assertEquals(1, classifier.fit(X, high).score(X, high));
      float[] sure = classifier.probabilities(new float[][] {X[2]})[0];
      assertEquals(1, sure[0] + sure[1], 1e-6);
      assertTrue(sure[1] > 0.5);
    }
  }

  /** As scikit-learn's r2_score: {@code r2_score([[1, 5], [2, 5], [4, 5]], [[p, 5], ...])}. */
  @Test
  void theScoreOfNumbersIsTheShareExplained() {
    float[][] x = {{1, 0}, {2, 0}, {3, 0}};
    try (var regressor = new Regressor(line(), epochs(0).verbose(0))) {
      regressor.fit(x, new float[][] {{1}, {2}, {4}});
      regressor.model().setWeights(List.of(new float[][] {{1}, {0}}, new float[] {0}));
      assertArrayEquals(new float[] {3}, regressor.predict(x)[2]);
      // Of 14/3 around the mean 7/3 an error of 1 is left.
      assertEquals(1 - 3 / 14.0, regressor.score(x, new float[][] {{1}, {2}, {4}}), 1e-9);
      assertEquals(0, regressor.score(x, new float[][] {{2}, {2}, {2}}));
    }
  }

  @Test
  void everyFitBeginsAnew() {
    Model prototype = line();
    float[][] y = new float[X.length][1];
    float[][] scaled = new float[X.length][];
    for (int i = 0; i < X.length; i++) {
      scaled[i] = new float[] {(X[i][0] - 1100) / 100, X[i][1]};
      y[i][0] = 3 * scaled[i][0] - scaled[i][1];
    }
    try (var regressor = new Regressor(prototype, epochs(30).verbose(0))) {
      double score = regressor.fit(scaled, y).score(scaled, y);
      assertTrue(score > 0.99, () -> "R² is " + score);
      float[][] first = regressor.predict(scaled);
      assertArrayEquals(first, regressor.fit(scaled, y).predict(scaled));
      assertEquals(0, prototype.iterations());
    }
  }

  @Test
  void whatIsMissingIsSaid() {
    Model bare = new Sequential(input(2), dense(2));
    String message =
        assertThrows(
                ModelException.class, () -> new Classifier<String>(bare, epochs(1)).fit(X, NAMES))
            .getMessage();
    assertTrue(message.contains("compile it"), message);
    try (var none = new Regressor(line(), epochs(1))) {
      message = assertThrows(ModelException.class, () -> none.predict(X)).getMessage();
      assertTrue(message.contains("fit(x, y) first"), message);
    }
    try (var one =
        new Classifier<String>(
            classes(1, "sigmoid", "binary_crossentropy"), epochs(1).verbose(0))) {
      message = assertThrows(IllegalArgumentException.class, () -> one.fit(X, NAMES)).getMessage();
      assertTrue(message.contains("several classes"), message);
    }
  }
}
