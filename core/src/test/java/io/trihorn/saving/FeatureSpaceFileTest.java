package io.trihorn.saving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import io.trihorn.features.Feature;
import io.trihorn.features.FeatureSpace;
import io.trihorn.layers.Layers;
import io.trihorn.layers.preprocessing.text.TextVectorization;
import io.trihorn.model.Sequential;
import io.trihorn.saving.files.SavingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spaces of features in files. The file and the numbers are those of {@code
 * testkit/src/test/python/feature_space.py}, run on Keras 3.15.1; it also reads what is written
 * here, and gives the same numbers.
 */
class FeatureSpaceFileTest {
  private static final float[] FIRST = {
    0,
    0,
    1,
    0,
    0,
    0,
    1,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    1,
    0,
    1,
    0,
    0,
    0,
    -0.70710677f,
    -0.32444283f,
    5,
    1.5f,
    0,
    0,
    0,
    1,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    0
  };
  private static final float[] SECOND = {
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    1,
    0,
    0,
    1,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    1,
    2.1213202f,
    -1.2977713f,
    6,
    2.5f,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    1,
    0
  };

  @TempDir Path folder;

  private static Map<String, Object> table() {
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("n2", new float[] {1, 2, 4, 9});
    table.put("n1", new float[] {10, 30, 30, 50});
    table.put("word", List.of("x", "y", "x", "z"));
    table.put("age", List.of(3, 5, 5, 7));
    table.put("bins", new float[] {0.5f, 1.5f, 2.5f, 3.5f});
    table.put("hash", List.of(1, 2, 3, 4));
    table.put("city", List.of("p", "q", "r", "p"));
    table.put("scaled", new float[] {2, 4, 6, 8});
    table.put("raw", new float[] {1, 2, 3, 4});
    table.put("also", List.of("u", "v", "v", "v"));
    return table;
  }

  private static Map<String, Object> probe() {
    Map<String, Object> probe = new LinkedHashMap<>();
    probe.put("n2", new float[] {3, 0});
    probe.put("n1", new float[] {20, 60});
    probe.put("word", List.of("y", "w"));
    probe.put("age", List.of(5, 8));
    probe.put("bins", new float[] {1.2f, 9});
    probe.put("hash", List.of(7, 8));
    probe.put("city", List.of("q", "zz"));
    probe.put("scaled", new float[] {1, 3});
    probe.put("raw", new float[] {5, 6});
    probe.put("also", List.of("v", "u"));
    return probe;
  }

  private static FeatureSpace space() {
    Map<String, Feature> features = new LinkedHashMap<>();
    features.put("word", Feature.stringCategorical());
    features.put("n2", Feature.floatNormalized());
    features.put("n1", Feature.floatNormalized());
    features.put("also", Feature.stringCategorical(3, 1));
    features.put("age", Feature.integerCategorical(0, 2));
    features.put("bins", Feature.floatDiscretized(3));
    features.put("hash", Feature.integerHashed(4));
    features.put("city", Feature.stringHashed(5));
    features.put("scaled", Feature.floatRescaled(0.5, 1));
    features.put("raw", Feature.floatNumber());
    return new FeatureSpace(features).cross(List.of("word", "city"), 8).on("reference");
  }

  private static void check(FeatureSpace space) {
    float[] found = space.on("reference").call(probe()).toFloatArray();
    float[] expected = new float[FIRST.length + SECOND.length];
    System.arraycopy(FIRST, 0, expected, 0, FIRST.length);
    System.arraycopy(SECOND, 0, expected, FIRST.length, SECOND.length);
    assertArrayEquals(expected, found, 1e-6f);
  }

  private static Path kerasFile() throws Exception {
    return Path.of(FeatureSpaceFileTest.class.getResource("feature-space.keras").toURI());
  }

  /** Keras numbers the layers in the order in which the columns were given, not by names. */
  @Test
  void opensWhatKerasSaved() throws Exception {
    check(Saving.loadFeatureSpace(kerasFile()));
  }

  @Test
  void isAdaptedAnewAfterLoading() throws Exception {
    FeatureSpace space = Saving.loadFeatureSpace(kerasFile()).on("reference");
    Map<String, Object> other = table();
    other.put("word", List.of("k", "l", "m", "n"));
    space.adapt(other);
    assertEquals(36 + 1, space.call(probe()).type().dim(1));
  }

  @Test
  void opensWhatItSaved() throws Exception {
    FeatureSpace space = space();
    space.adapt(table());
    check(space);
    Path first = folder.resolve("first.keras");
    Saving.saveFeatureSpace(space, first);
    FeatureSpace loaded = Saving.loadFeatureSpace(first);
    check(loaded);
    Path second = folder.resolve("second.keras");
    Saving.saveFeatureSpace(loaded, second);
    check(Saving.loadFeatureSpace(second));
    assertEquals(space.toJson().get("config"), loaded.toJson().get("config"));
  }

  /** The tensors of a model begin with what the file has too, not with means of 0. */
  @Test
  void beginsAModelAfterLoading() throws Exception {
    FeatureSpace space = Saving.loadFeatureSpace(kerasFile());
    assertEquals(new Shape(-1, FIRST.length), space.getEncodedFeatures().shape());
  }

  @Test
  void keepsLayersOfOnesOwn() {
    TextVectorization words = new TextVectorization().outputMode("tf_idf");
    FeatureSpace space =
        new FeatureSpace(Map.of("text", Feature.feature("string", words, "float")))
            .outputMode("dict");
    space.adapt(Map.of("text", List.of("red fox", "blue fox", "red dog")));
    Path file = folder.resolve("texts.keras");
    Saving.saveFeatureSpace(space, file);
    FeatureSpace loaded = Saving.loadFeatureSpace(file);
    Map<String, Object> rows = Map.of("text", List.of("red dog", "cat fox"));
    assertEquals(space.callByName(rows), loaded.callByName(rows));
    assertEquals(
        "dict", loaded.toJson().getAsJsonObject("config").get("output_mode").getAsString());
  }

  @Test
  void modelsAndSpacesAreTold() throws Exception {
    Path keras = kerasFile();
    String space = assertThrows(SavingException.class, () -> Saving.loadModel(keras)).getMessage();
    assertTrue(space.contains("loadFeatureSpace"), space);
    Path file = folder.resolve("model.keras");
    Saving.saveModel(new Sequential(Layers.input(2), Layers.dense(1)).on("reference"), file);
    String model =
        assertThrows(SavingException.class, () -> Saving.loadFeatureSpace(file)).getMessage();
    assertTrue(model.contains("loadModel"), model);
  }

  @Test
  void whatIsNotAdaptedIsNotSaved() {
    Path file = folder.resolve("fresh.keras");
    assertThrows(IllegalStateException.class, () -> Saving.saveFeatureSpace(space(), file));
    assertFalse(Files.exists(file));
  }
}
