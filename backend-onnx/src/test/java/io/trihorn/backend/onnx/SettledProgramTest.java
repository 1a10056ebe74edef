package io.trihorn.backend.onnx;

import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import org.junit.jupiter.api.Test;

/** When the values of variables are built in. */
class SettledProgramTest {
  private static int patience(Model model, TensorType type) {
    return SettledProgram.patience(model.predictionGraph(type));
  }

  /** Laying out its kernels anew takes most of a run, however small the image is. */
  @Test
  void largeKernelsOverSmallImagesAreBuiltInSoon() {
    try (Model model = new Sequential(input(4, 4, 256), conv2d(512, 3), conv2d(512, 2))) {
      assertEquals(3, patience(model, TensorType.of(DataType.FLOAT32, 1, 4, 4, 256)));
    }
  }

  /** A table is not laid out; to copy it costs as much as very many looks. */
  @Test
  void largeTablesAreNot() {
    try (Model model = new Sequential(input(1).dtype("int32"), embedding(50_000, 64), dense(1))) {
      assertTrue(patience(model, TensorType.of(DataType.INT32, 1, 1)) > 500);
    }
  }
}
