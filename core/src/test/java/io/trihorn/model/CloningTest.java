package io.trihorn.model;

import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.Dense;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A clone is the same network with weights of its own, as in Keras. */
class CloningTest {
  private static final float[][] X = {{1, -2, 3}, {0, 4, -1}};

  /** One layer called twice, frozen, and one after it. */
  private static Model twice() {
    KerasTensor in = inputTensor(3);
    Layer shared = dense(3).activation("tanh").name("shared").trainable(false);
    KerasTensor first = shared.apply(in);
    KerasTensor both = concatenate().name("both").apply(first, shared.apply(first));
    return new Model(in, dense(2).name("last").apply(both)).name("net").on("reference");
  }

  private static float[] predict(Model model, Object x, String output) {
    return output == null
        ? model.predict(x).toFloatArray()
        : model.predictByName(x).get(output).toFloatArray();
  }

  private static void holdsToItsOriginal(Model original, Object x, String output) {
    try (original;
        Model clone = Models.cloneModel(original).on("reference")) {
      assertEquals(original.name(), clone.name());
      assertEquals(original.toJson(), clone.toJson());
      assertEquals(original.trainableWeights().size(), clone.trainableWeights().size());
      for (int i = 0; i < original.layers().size(); i++) {
        assertNotSame(original.layers().get(i), clone.layers().get(i));
      }
      float[] before = predict(original, x, output);
      clone.setWeights(original.getWeights());
      assertArrayEquals(before, predict(clone, x, output));
      List<TensorData> zeros = new ArrayList<>();
      original.weights().forEach(w -> zeros.add(TensorData.zeros(w.type())));
      clone.setWeights(zeros);
      assertArrayEquals(before, predict(original, x, output));
      assertArrayEquals(new float[before.length], predict(clone, x, output));
    }
  }

  @Test
  void functional() {
    holdsToItsOriginal(twice(), X, null);
  }

  @Test
  void sequential() {
    holdsToItsOriginal(
        new Sequential(input(3), dense(4, "relu"), dense(2)).name("stack").on("reference"),
        X,
        null);
  }

  /** The clone takes and gives what the original does, by the same names. */
  @Test
  void inputsAndOutputsKeepTheirForm() {
    KerasTensor a = inputTensor(3);
    Model original =
        new Model(Map.of("a", a), Map.of("p", dense(2).apply(a), "q", dense(1).apply(a)));
    holdsToItsOriginal(original.name("named").on("reference"), Map.of("a", X), "q");
  }

  /** As in Keras, the function is asked once for each layer, and not for those of the inputs. */
  @Test
  void aFunctionChoosesOtherLayers() {
    List<String> asked = new ArrayList<>();
    try (Model original = twice();
        Model clone =
            Models.cloneModel(
                original,
                layer -> {
                  asked.add(layer.name());
                  return layer instanceof Dense && layer.name().equals("last")
                      ? dense(5).name("wider")
                      : Cloning.copy(layer);
                })) {
      assertEquals(List.of("shared", "both", "last"), asked);
      assertEquals("wider", clone.layers().get(3).name());
      assertEquals(10, predict(clone.on("reference"), X, null).length);
      assertFalse(clone.layers().get(1).isTrainable());
    }
  }

  @Test
  void aFunctionThatMakesNothingIsRefused() {
    try (Model original = twice()) {
      IllegalArgumentException thrown =
          assertThrows(
              IllegalArgumentException.class, () -> Models.cloneModel(original, layer -> null));
      assertTrue(thrown.getMessage().contains("the clone function made nothing of"));
    }
  }
}
