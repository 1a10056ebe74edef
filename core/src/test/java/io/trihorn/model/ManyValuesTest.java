package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.backend.Backends;
import io.trihorn.state.Weight;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where values that are given before a model has run are written to. */
class ManyValuesTest {
  @AfterEach
  void chooseNone() {
    Backends.setDefault(null);
  }

  /** Whether values go to memory of a backend, and not to the heap. */
  private static boolean goToBackend(long width) {
    try (Model model = new Sequential(input(width), dense((int) width).useBias(false))) {
      boolean[] direct = new boolean[1];
      Weight kernel = model.weights().get(0);
      model.setVariableValue(
          kernel,
          place -> {
            direct[0] = place.isDirect();
            place.putFloat(0, 7);
          });
      model.on("reference");
      assertEquals(7, model.getWeights().get(0).toFloatArray()[0]);
      return direct[0];
    }
  }

  @Test
  void manyGoToTheBackendThatIsChosen() {
    Backends.setDefault("reference");
    assertTrue(goToBackend(4096));
    assertFalse(goToBackend(64));
  }

  @Test
  void theyWaitWhereNoneIsChosen() {
    assertFalse(goToBackend(4096));
  }
}
