package io.trihorn.testkit.conformance;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.masking;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.SGD;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Labels that are none do no harm where they do not count. Two steps of Keras 3.15 on JAX. Extend
 * it in the backend's module.
 */
public abstract class LabelsConformance {
  /** For the conformance classes of backends. */
  protected LabelsConformance() {}

  /** The name of the backend under test. */
  protected abstract String backend();

  private record Case(
      String loss,
      Supplier<List<Layer>> layers,
      Supplier<Dataset> data,
      double[] losses,
      double[] kernel) {
    @Override
    public String toString() {
      return loss;
    }
  }

  private static Supplier<List<Layer>> units(int count, String activation) {
    return () -> List.of(input(2), dense(count, activation));
  }

  private static Supplier<Dataset> rows(int... labels) {
    return () -> Dataset.of(waves(4, 2), labels, new float[] {1, 0, 2, 1});
  }

  private static TensorData waves(long... dims) {
    TensorData values = TensorData.of(new float[dims.length == 2 ? 8 : 12], dims);
    for (int i = 0; i < values.size(); i++) {
      values.setDouble(i, Math.cos(i * 0.9));
    }
    return values;
  }

  /** Sentences of two words and of one. */
  private static Dataset sentences() {
    TensorData words = waves(2, 3, 2);
    for (int i : new int[] {4, 5, 8, 9, 10, 11}) {
      words.setDouble(i, 0);
    }
    return Dataset.of(words, new int[][][] {{{0}, {1}, {-1}}, {{1}, {-1}, {-1}}});
  }

  private static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "binary_crossentropy",
            units(1, "sigmoid"),
            rows(0, -1, 1, 1),
            new double[] {0.7217322587966919, 0.6495979428291321},
            new double[] {-0.17184199392795563, 0.3587990701198578}),
        new Case(
            "binary_focal_crossentropy",
            units(1, "sigmoid"),
            rows(0, -1, 1, 1),
            new double[] {0.21223777532577515, 0.17405039072036743},
            new double[] {-0.09749121218919754, 0.33706581592559814}),
        new Case(
            "hinge",
            units(1, "tanh"),
            rows(-1, 1, 1, -1),
            new double[] {1.3080577850341797, 0.9323535561561584},
            new double[] {-0.6117520332336426, -0.008577331900596619}),
        new Case(
            "sparse_categorical_crossentropy",
            units(3, "softmax"),
            rows(0, -1, 2, 1),
            new double[] {1.0881798267364502, 0.915888249874115},
            new double[] {
              0.39758679270744324, 0.5596709847450256, 0.1070702075958252,
              0.39337095618247986, 0.14737960696220398, -0.48815757036209106
            }),
        new Case(
            "binary_crossentropy",
            () -> List.of(input(3, 2), masking(0), dense(1, "sigmoid")),
            LabelsConformance::sentences,
            new double[] {0.7536413073539734, 0.71681809425354},
            new double[] {-0.026939094066619873, 0.24406546354293823}));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatDoesNotCountDoesNoHarm(Case of) {
    try (Sequential model = new Sequential(of.layers().get())) {
      model.on(backend()).compile(new SGD(0.5), of.loss());
      model.setWeights(model.weightValues().stream().map(LabelsConformance::slope).toList());
      Dataset data = of.data().get();
      for (double loss : of.losses()) {
        model.resetMetrics();
        assertEquals(loss, model.trainOnBatch(data).get("loss"), 2e-6);
      }
      TensorData kernel = model.weightValues().get(0);
      for (int i = 0; i < of.kernel().length; i++) {
        assertEquals(of.kernel()[i], kernel.getDouble(i), 2e-6);
      }
    }
  }

  private static TensorData slope(TensorData weight) {
    TensorData values = TensorData.zeros(weight.type());
    for (int i = 0; i < values.size(); i++) {
      values.setDouble(i, Math.sin(i * 0.7 + 0.3) * 0.5);
    }
    return values;
  }

  /** A class of its own for rows that do not count has the weight 0. */
  @Test
  void aClassWeightOfZeroLeavesRowsOut() {
    double[] losses = new double[2];
    for (int i = 0; i < 2; i++) {
      int left = i == 0 ? -1 : 1;
      try (Sequential model = new Sequential(units(1, "sigmoid").get())) {
        model.on(backend()).seed(4).compile(new SGD(0.5), "binary_crossentropy");
        Dataset data = Dataset.of(waves(4, 2), new int[] {0, left, 0, left});
        losses[i] = model.trainOnBatch(data, Map.of(left, 0.0)).get("loss");
      }
    }
    assertEquals(losses[1], losses[0], 1e-7);
  }
}
