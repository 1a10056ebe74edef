package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.util.List;
import java.util.Map;

/** What one device does for a batch and what several do, held against each other. */
final class ReplicaSteps {
  private static final Tolerance CLOSE = new Tolerance(1e-6, 1e-6);

  private ReplicaSteps() {}

  /** A step, an evaluation and a prediction of both. */
  static void assertSame(Model one, Model several, Dataset data) {
    same("logs", one.trainOnBatch(data), several.trainOnBatch(data));
    same("weight", one.weightValues(), several.weightValues());
    same("optimizer", one.optimizerValues(), several.optimizerValues());
    same("metric", one.metricValues(), several.metricValues());
    // From equal weights: a model may make more of a difference that the step left.
    several.setWeights(one.weightValues());
    same("evaluation", one.evaluate(data), several.evaluate(data));
    same("prediction", List.of(predicted(one, data)), List.of(predicted(several, data)));
  }

  static TensorData predicted(Model model, Dataset data) {
    try (NDArray outputs = model.predict(data)) {
      return TensorData.of(outputs.toFloatArray(), outputs.getShape().getShape());
    }
  }

  private static void same(String what, Map<String, Double> one, Map<String, Double> several) {
    assertEquals(one.keySet(), several.keySet());
    one.forEach(
        (name, value) ->
            assertTrue(
                CLOSE.accepts(several.get(name), value),
                () -> what + " " + name + ": " + several.get(name) + " instead of " + value));
  }

  private static void same(String what, List<TensorData> one, List<TensorData> several) {
    assertEquals(one.size(), several.size());
    for (int i = 0; i < one.size(); i++) {
      for (int k = 0; k < one.get(i).size(); k++) {
        double expected = one.get(i).getDouble(k);
        double got = several.get(i).getDouble(k);
        String place = what + " " + i + "[" + k + "]: " + got + " instead of " + expected;
        assertTrue(CLOSE.accepts(got, expected), place);
      }
    }
  }
}
