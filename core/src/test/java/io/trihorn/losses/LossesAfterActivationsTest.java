package io.trihorn.losses;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Cross-entropies of what comes out of an activation, before and after a step: Keras 3.15.1 on JAX.
 * On TensorFlow Keras looks through the activation, whichever it is.
 */
class LossesAfterActivationsTest {
  private static final TensorData X = TensorData.of(new float[] {1, 2, 3, -1, 0.5f, 0.25f}, 3, 2);
  private static final TensorData HOT =
      TensorData.of(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 3);
  private static final TensorData INDEX = TensorData.of(new int[] {0, 1, 2}, 3);

  @ParameterizedTest
  @CsvSource({
    "softmax, binary_crossentropy, 1.034783, 1.032113",
    "softmax, categorical_crossentropy, 2.222504, 2.205339",
    "softmax, sparse_categorical_crossentropy, 2.222504, 2.205339",
    "softmax, binary_focal_crossentropy, 0.755644, 0.751757",
    "sigmoid, binary_crossentropy, 1.050144, 1.047464",
    "sigmoid, categorical_crossentropy, 1.877357, 1.866889",
    "sigmoid, sparse_categorical_crossentropy, 1.877357, 1.866889",
    "sigmoid, binary_focal_crossentropy, 0.631522, 0.628343",
    "sigmoid, categorical_focal_crossentropy, 0.366532, 0.365700",
  })
  void theLossIsOfWhatTheModelGives(String activation, String loss, double before, double after) {
    trains(before, after, loss, input(2), dense(3, activation));
    trains(before, after, loss, input(2), dense(3), activation(activation));
  }

  private static void trains(double before, double after, String loss, Layer... layers) {
    try (Sequential model = new Sequential(layers)) {
      model.on("reference").compile(Optimizers.sgd(0.01), loss);
      model.setWeights(List.of(new float[][] {{.5f, -1, .25f}, {1, .5f, -.75f}}, new float[3]));
      TensorData targets = loss.startsWith("sparse") ? INDEX : HOT;
      Dataset data = Dataset.of(X, targets);
      assertEquals(before, model.trainOnBatch(data).get("loss"), 2e-6);
      assertEquals(after, model.evaluate(data).get("loss"), 2e-6);
    }
  }
}
