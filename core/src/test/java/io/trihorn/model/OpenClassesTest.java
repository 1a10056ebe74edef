package io.trihorn.model;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A choice among as many positions as there are: the axis of classes is open. */
class OpenClassesTest {
  @Test
  void labelsMayBeLargerThanTheBatch() {
    try (Model model = new Sequential(input(-1), activation("softmax")).on("reference")) {
      model.compile("sgd", "sparse_categorical_crossentropy");
      float[][] scores = {{0, 0, 0, 0, 0, 1}, {2, 0, 0, 0, 0, 0}};
      double loss = model.testOnBatch(scores, new int[] {5, 0}).get("loss");
      double first = Math.log(5 + Math.E) - 1;
      double second = Math.log(5 + Math.exp(2)) - 2;
      assertEquals((first + second) / 2, loss, 1e-6);
    }
  }

  @Test
  void closedClassesAreLookedAt() {
    try (Model model = new Sequential(input(3), activation("softmax")).on("reference")) {
      model.compile("sgd", "sparse_categorical_crossentropy");
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> model.testOnBatch(new float[2][3], new int[] {1, 3}));
      assertTrue(e.getMessage().contains("from 0 to 2"), e.getMessage());
    }
  }
}
