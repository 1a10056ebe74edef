package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The names of logs where several metrics have the same, as Keras 3.15 gives them. */
class LogNamesTest {
  private static List<String> logs(Compilation compilation) {
    try (Sequential model = new Sequential(input(2), dense(1))) {
      model.on("reference");
      model.compile(compilation);
      TensorData x = TensorData.of(new float[] {1, 2, 3, 4}, 2, 2);
      TensorData y = TensorData.of(new float[] {1, 2}, 2, 1);
      return List.copyOf(model.testOnBatch(Dataset.of(x, y)).keySet());
    }
  }

  @Test
  void theSameMetricWithAndWithoutWeights() {
    Compilation both = new Compilation("sgd").loss("mse").metrics("mae").weightedMetrics("mae");
    assertEquals(List.of("loss", "mae", "weighted_mae"), logs(both));
  }

  @Test
  void theSameMetricTwice() {
    Compilation twice =
        new Compilation("sgd")
            .loss("mse")
            .metrics("mae", "mae", "mae")
            .weightedMetrics("mae", "mae");
    assertEquals(
        List.of("loss", "mae", "mae_1", "mae_2", "weighted_mae", "weighted_mae_1"), logs(twice));
  }

  @Test
  void aWeightedMetricAloneKeepsItsName() {
    Compilation alone = new Compilation("sgd").loss("mse").weightedMetrics("mae");
    assertEquals(List.of("loss", "mae"), logs(alone));
  }
}
