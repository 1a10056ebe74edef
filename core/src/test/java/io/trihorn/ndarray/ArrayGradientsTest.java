package io.trihorn.ndarray;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArrayGradientsTest {
  private final NDManager manager = TrihornNDManager.newBaseManager("reference");

  @AfterEach
  void close() {
    manager.close();
  }

  private GradientCollector collector() {
    return manager.getEngine().newGradientCollector();
  }

  private NDArray watched(double... values) {
    NDArray array = manager.create(values);
    array.setRequiresGradient(true);
    return array;
  }

  @Test
  void gradientsOfGradients() {
    NDArray x = watched(0.5, -1, 2);
    double[] first;
    try (GradientCollector collector = collector()) {
      // The gradient of x^4 is 4 x^3; that of its sum of squares, 96 x^5, is added to it.
      collector.backward(x.pow(4).sum());
      NDArray gradient = x.getGradient();
      first = gradient.toDoubleArray();
      collector.backward(gradient.square().sum());
    }
    assertArrayEquals(new double[] {0.5, -4, 32}, first, 1e-12);
    double[] both = {0.5 + 96 / 32.0, -4 - 96, 32 + 96 * 32};
    assertArrayEquals(both, x.getGradient().toDoubleArray(), 1e-9);
  }

  @Test
  void zeroGradients() {
    NDArray x = watched(1, 2);
    try (GradientCollector collector = collector()) {
      collector.backward(x.square());
      collector.zeroGradients();
      assertArrayEquals(new double[2], x.getGradient().toDoubleArray());
      collector.backward(x.mul(3));
    }
    assertArrayEquals(new double[] {3, 3}, x.getGradient().toDoubleArray());
  }

  @Test
  void threadsCollectOnTheirOwn() throws Exception {
    NDArray x = watched(1, 2);
    try (GradientCollector collector = collector()) {
      NDArray y = x.square();
      double[] other =
          CompletableFuture.supplyAsync(
                  () -> {
                    NDArray z = watched(3);
                    try (GradientCollector own = collector()) {
                      own.backward(z.square());
                    }
                    return z.getGradient().toDoubleArray();
                  })
              .get();
      assertArrayEquals(new double[] {6}, other);
      collector.backward(y);
    }
    assertArrayEquals(new double[] {2, 4}, x.getGradient().toDoubleArray());
  }

  @Test
  void partsAndViews() {
    NDArray x = watched(1, 2, 3, 4);
    NDArray part = x.get("1:3");
    assertTrue(x.hasGradient());
    assertFalse(part.hasGradient());
    try (GradientCollector collector = collector()) {
      collector.backward(part.square().add(x.reshape(2, 2).get(0)));
    }
    assertArrayEquals(new double[] {1, 5, 6, 0}, x.getGradient().toDoubleArray());
    part.setRequiresGradient(true);
    part.set(new double[] {9, 9});
    assertEquals(2, x.getDouble(1));
    x.setRequiresGradient(false);
    assertThrows(IllegalStateException.class, x::getGradient);
  }

  @Test
  void stoppedGradientsShareElements() {
    NDArray x = watched(1, 2);
    NDArray constant = x.stopGradient();
    try (GradientCollector collector = collector()) {
      collector.backward(x.mul(constant));
      assertThrows(IllegalStateException.class, () -> collector.backward(constant.mul(2)));
      assertThrows(IllegalStateException.class, () -> x.addi(1));
    }
    assertArrayEquals(new double[] {1, 2}, x.getGradient().toDoubleArray());
    constant.addi(1);
    assertArrayEquals(new double[] {2, 3}, x.toDoubleArray());
  }
}
