package io.trihorn.cli;

import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.trihorn.backend.onnx.Onnx;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training of a model whose shapes depend on numbers: gradients go through what is taken. */
class StagedTrainingTest {
  /**
   * Rows of {@code x w} are kept where they sum to more than 0. The case's weights are (1, -1), (2,
   * 0.5), (-0.5, 1); of the rows here the first and the last are kept, as (1, -1) + (2, 0.5) and 2
   * (-0.5, 1).
   */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "dl4j", "tensorflow", "onnx"})
  void weightsBehindAChoiceOfRowsAreTrained(String backend) throws Exception {
    Path file = Path.of(getClass().getResource("/onnx-cases/compress_rows/model.onnx").toURI());
    TensorData x = TensorData.of(new float[] {1, 1, 0, -1, -1, 0, 0, 0, 2}, 3, 3);
    try (Model model = Onnx.load(file)) {
      model.on(backend).compile(sgd(0.1), "mean_squared_error");
      model.trainStep(
          step -> {
            Tensor kept = step.call(model, step.inputs()).get(0);
            step.minimize(Ops.mean(Ops.square(kept)), step.optimizer(), step.trained());
          });
      assertArrayEquals(
          new float[] {3, -0.5f, -1, 2}, model.predictOnBatch(x).get(0).toFloatArray(), 1e-5f);
      model.trainOnBatch(Dataset.of(x));
      // Each weight less 0.1 of the mean's gradient, x^T (2 y / 4).
      assertArrayEquals(
          new float[] {0.85f, -0.975f, 1.85f, 0.525f, -0.4f, 0.8f},
          model.weightValues().get(0).toFloatArray(),
          1e-5f);
    }
  }
}
