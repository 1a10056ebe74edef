package io.trihorn.backend.onnx;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import org.junit.jupiter.api.Test;

/** How many threads a program has. */
class OnnxSettingsTest {
  private static int threads(int inputs, int units, int batch) {
    OnnxSettings four = OnnxSettings.defaults().withThreads(4);
    try (Model model = new Sequential(input(inputs), dense(units))) {
      TensorType rows = TensorType.of(DataType.FLOAT32, batch, inputs);
      return four.forWorkOf(model.predictionGraph(rows)).threads();
    }
  }

  @Test
  void oneRowsProductWithALargeMatrixIsSharedBecauseThatIsRead() {
    assertEquals(4, threads(784, 1024, 1));
    assertEquals(1, threads(100, 1024, 1));
  }

  @Test
  void aBatchIsSharedForItsWork() {
    assertEquals(4, threads(100, 128, 512));
    assertEquals(1, threads(100, 128, 64));
  }
}
