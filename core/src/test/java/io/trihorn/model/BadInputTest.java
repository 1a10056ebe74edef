package io.trihorn.model;

import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.globalAveragePooling1d;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Data that look wrong and are not, and what is left of a model after wrong ones. What mistakes are
 * answered with is in {@code testkit}'s tables.
 */
class BadInputTest {
  private static Sequential classifier() {
    Sequential model =
        new Sequential(
            input(8, 8, 1), conv2d(2, 3).name("features"), flatten(), dense(3, "softmax"));
    model.on("reference");
    model.compile(sgd(0.1), "sparse_categorical_crossentropy", "accuracy");
    return model;
  }

  private static TensorData images(long... dims) {
    return TensorData.zeros(TensorType.of(DataType.FLOAT32, dims));
  }

  @Test
  void aModelStillWorksAfterBadInput() {
    try (Sequential model = classifier()) {
      assertThrows(ShapeException.class, () -> model.predict(images(8, 8, 1)));
      assertTrue(model.predict(images(3, 8, 8, 1)).getShape().get(0) == 3);
    }
  }

  private static Sequential dense3(String loss) {
    Sequential model = new Sequential(input(2), dense(3, "softmax").name("out"));
    model.on("reference");
    model.compile("sgd", loss);
    return model;
  }

  @Test
  void numbersOfAnyKindAreTheSameData() {
    float[][] x = {{1, 2}, {3, 4}, {5, 6}};
    try (Sequential model = dense3("sparse_categorical_crossentropy")) {
      float[] y = model.predict(x).toFloatArray();
      List<Object> same =
          List.of(
              List.of(List.of(1f, 2f), List.of(3f, 4f), List.of(5f, 6f)),
              new Float[][] {{1f, 2f}, {3f, 4f}, {5f, 6f}},
              new Integer[][] {{1, 2}, {3, 4}, {5, 6}},
              List.of(new Double[] {1., 2.}, new Double[] {3., 4.}, new Double[] {5., 6.}),
              List.of(new float[] {1, 2}, new float[] {3, 4}, new float[] {5, 6}),
              List.of(x),
              new int[][] {{1, 2}, {3, 4}, {5, 6}});
      for (Object data : same) {
        assertArrayEquals(y, model.predict(data).toFloatArray());
      }
      double loss = model.evaluate(x, new int[] {0, 2, 1}).get("loss");
      List<Object> labels =
          List.of(
              List.of(0, 2, 1),
              new Integer[] {0, 2, 1},
              List.of(0f, 2f, 1f),
              new Long[][] {{0L}, {2L}, {1L}},
              List.of(new int[] {0}, new int[] {2}, new int[] {1}));
      for (Object targets : labels) {
        assertEquals(loss, model.evaluate(x, targets).get("loss"));
      }
      assertArrayEquals(
          model.predict(new float[][] {{1, 2}}).toFloatArray(),
          model.predict(List.of(new float[] {1, 2})).toFloatArray());
    }
  }

  /**
   * Rows of an embedding that occur several times in a batch: Adam gets the sum of their gradients,
   * as in Keras 3.15 on JAX and on PyTorch, whose losses these are.
   */
  @Test
  void adamGetsTheSumOfARowsGradients() {
    try (Sequential model =
        new Sequential(
            input(4).dtype("int32"), embedding(5, 2), globalAveragePooling1d(), dense(1))) {
      model.on("reference");
      float[][] table = new float[5][2];
      for (int i = 0; i < 10; i++) {
        table[i / 2][i % 2] = -1 + 2 * i / 9f;
      }
      model.setWeights(List.of(table, new float[][] {{.5f}, {-.25f}}, new float[] {.1f}));
      model.compile("adam", "mse");
      model.setLearningRate(0.1);
      int[][] x = {{0, 1, 1, 2}, {1, 1, 3, 0}, {2, 2, 2, 1}};
      float[][] y = {{1}, {-1}, {.5f}};
      for (double expected : new double[] {0.776718, 0.694085, 0.671922}) {
        model.resetMetrics();
        assertEquals(expected, model.trainOnBatch(x, y).get("loss"), 2e-6);
      }
    }
  }
}
