package io.trihorn.features;

import static io.trihorn.layers.Layers.dense;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureTensorsTest {
  private static final Map<String, Object> TABLE =
      Map.of(
          "age", new float[] {20, 35, 50, 65},
          "height", new float[] {1.5f, 1.75f, 2, 1.25f},
          "size", new float[] {1, 2, 3, 4},
          "level", new float[] {1, 5, 9, 12},
          "code", new long[] {7, 9, 7, 3},
          "town", new String[] {"Rome", "Oslo", "Rome", "Bonn"},
          "street", new String[] {"a", "b", "c", "a"});

  private static FeatureSpace space() {
    Map<String, Feature> features = new LinkedHashMap<>();
    features.put("age", Feature.floatNormalized());
    features.put("height", Feature.floatNumber());
    features.put("size", Feature.floatRescaled(2, 1));
    features.put("level", Feature.floatDiscretized(4.0, 10.0));
    features.put("code", Feature.integerCategorical());
    features.put("town", Feature.stringCategorical());
    features.put("street", Feature.stringHashed(3));
    FeatureSpace space = new FeatureSpace(features).cross(List.of("town", "street"), 5);
    space.on("reference");
    space.adapt(TABLE);
    return space;
  }

  @Test
  void aModelThatBeginsWithItGetsWhatItGives(@TempDir Path folder) {
    FeatureSpace space = space();
    TensorData rows = space.call(TABLE);
    KerasTensor encoded = space.getEncodedFeatures();
    assertEquals(rows.type().dim(1), encoded.shape().get(1));
    Path file = folder.resolve("space.keras");
    try (Model model = new Model(space.getInputs(), encoded)) {
      model.on("reference");
      assertArrayEquals(rows.toFloatArray(), model.predict(TABLE).toFloatArray(), 1e-6f);
      Saving.saveModel(model, file);
    }
    try (Model again = Saving.loadModel(file).on("reference")) {
      assertArrayEquals(rows.toFloatArray(), again.predict(TABLE).toFloatArray(), 1e-6f);
    }
  }

  @Test
  void aModelBehindItIsTrained() {
    FeatureSpace space = space();
    try (Model model = new Model(space.getInputs(), dense(1).apply(space.getEncodedFeatures()))) {
      model.on("reference");
      model.compile("adam", "mse");
      float[] y = {1, 2, 3, 4};
      double before = model.evaluate(TABLE, y).get("loss");
      model.fit(TABLE, y, FitOptions.epochs(20).verbose(false));
      assertTrue(model.evaluate(TABLE, y).get("loss") < before);
    }
  }

  @Test
  void codesStayByThemselves() {
    FeatureSpace space =
        new FeatureSpace(Map.of("code", Feature.integerCategorical().outputMode("int")));
    assertThrows(IllegalStateException.class, space::getInputs);
    space.adapt(TABLE);
    ShapeException e = assertThrows(ShapeException.class, space::getEncodedFeatures);
    assertTrue(e.getMessage().contains("'code' is of outputMode int"), e.getMessage());
    assertEquals(1, space.getEncodedFeaturesByName().size());
  }
}
