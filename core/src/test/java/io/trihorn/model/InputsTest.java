package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.export.Traces;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.saving.Saving;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What models begin with. */
class InputsTest {
  private static final TensorData X = TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

  @TempDir private Path directory;

  /** What a model predicts, and the same one from a file. */
  private List<TensorData> predictions(Model model) {
    Path file = directory.resolve("model.keras");
    Saving.saveModel(model, file);
    try (Model loaded = Saving.loadModel(file)) {
      loaded.on("reference");
      return List.of(
          model.on("reference").predictOnBatch(X).get(0), loaded.predictOnBatch(X).get(0));
    }
  }

  /** Keras 3.15.1 builds it for the tensor it is applied to. */
  @Test
  void aSequentialModelWithoutInputIsALayerOfAFunctionalOne() {
    Sequential inner =
        new Sequential(
            dense(2).kernelInitializer("ones").biasInitializer("ones"),
            dense(1).kernelInitializer("ones"));
    KerasTensor x = inputTensor(3);
    try (Model model = new Model(x, inner.apply(x))) {
      // (1 + 2 + 3 + 1) * 2 and (4 + 5 + 6 + 1) * 2.
      TensorData expected = TensorData.of(new float[] {14, 32}, 2, 1);
      assertEquals(List.of(expected, expected), predictions(model));
      ShapeException failure =
          assertThrows(ShapeException.class, () -> inner.apply(inputTensor(5)));
      assertTrue(failure.getMessage().contains(inner.name()), failure.getMessage());
    }
  }

  @Test
  void aModelMayGiveItsInput() {
    KerasTensor x = inputTensor(3);
    try (Model model = new Model(x, x)) {
      assertEquals(List.of(X, X), predictions(model));
    }
  }

  /** Keras 3.15.1 refuses it too: "too many positional arguments". */
  @Test
  void anInputLayerTakesNoTensor() {
    InputLayer layer = input(3).name("in");
    ShapeException failure =
        assertThrows(ShapeException.class, () -> layer.apply(inputTensor(layer)));
    assertEquals(
        "layer 'in' (InputLayer): takes no tensor, as a model's inputs begin with it; apply layers to"
            + " inputTensor(layer)",
        failure.getMessage());
  }

  @Test
  void aClosedModelIsNotTraced() {
    Model model = new Sequential(input(3), dense(1));
    model.close();
    ModelException failure =
        assertThrows(
            ModelException.class,
            () ->
                Traces.merge(
                    model,
                    model.inputs().stream().map(KerasTensor::shape).toList(),
                    graph -> graph,
                    Function.identity()));
    assertTrue(failure.getMessage().contains("was closed"), failure.getMessage());
  }
}
