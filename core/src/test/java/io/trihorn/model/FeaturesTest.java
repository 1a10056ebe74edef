package io.trihorn.model;

import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.layers.base.KerasTensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeaturesTest {
  private static final float[][] X = {{1, 2}, {-3, 1}};

  private static Sequential model() {
    var model = new Sequential(input(2), dense(2, "relu").name("inside"), dense(1).name("last"));
    model.on("reference");
    return model;
  }

  private static void set(Model model, float first) {
    model.setWeights(
        List.of(
            new float[][] {{first, 0}, {0, 2}},
            new float[] {0, 1},
            new float[][] {{1}, {1}},
            new float[] {0}));
  }

  @Test
  void areWhatTheLayerGivesWithTheWeightsOfTheMoment() {
    try (Sequential model = model()) {
      set(model, 1);
      float[] expected = {1, 5, 0, 3};
      assertArrayEquals(expected, model.features("inside", X).toFloatArray());
      set(model, 2);
      assertArrayEquals(new float[] {2, 5, 0, 3}, model.features("inside", X).toFloatArray());
      assertArrayEquals(model.predict(X).toFloatArray(), model.features("last", X).toFloatArray());
    }
  }

  @Test
  void inputsMayHaveNames() {
    KerasTensor a = inputTensor(2);
    KerasTensor b = inputTensor(2);
    KerasTensor sum = add().name("sum").apply(a, b);
    try (var model =
        new Model(Map.of("a", a, "b", b), Map.of("out", dense(1).apply(sum))).on("reference")) {
      assertArrayEquals(
          new float[] {2, 4, -6, 2}, model.features("sum", Map.of("a", X, "b", X)).toFloatArray());
    }
  }

  @Test
  void aNameThatIsNotThereIsSaid() {
    try (Sequential model = model()) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> model.features("nowhere", X))
              .getMessage();
      assertTrue(message.contains("inside"), message);
    }
  }
}
