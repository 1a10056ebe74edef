package io.trihorn.ndarray;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GradientTapeTest {
  private static final double STEP = 1e-5;
  private final NDManager manager = TrihornNDManager.newBaseManager("reference");

  @AfterEach
  void close() {
    manager.close();
  }

  /** A function of three numbers, none of whose second derivatives is 0 everywhere. */
  private static NDArray curved(NDArray x) {
    NDArray turned = x.get("1:").concat(x.get(":1"));
    return x.sin().mul(x.exp()).add(x.square().mul(turned)).add(x.sum().tanh());
  }

  private double[] at(double[] x, int changed, double by, UnaryOperator<NDArray> function) {
    double[] moved = x.clone();
    moved[changed] += by;
    return function.apply(manager.create(moved)).toDoubleArray();
  }

  @Test
  void gradientsOfArrays() {
    NDArray x = manager.create(new double[] {1, 2});
    NDArray y = manager.create(new double[] {3, 5});
    NDArray other = manager.create(new double[] {7});
    try (GradientTape tape = new GradientTape()) {
      tape.watch(x);
      tape.watch(y);
      tape.watch(other);
      NDList found = tape.gradient(x.mul(x).mul(y), new NDList(x, y, other));
      assertArrayEquals(new double[] {6, 20}, found.get(0).toDoubleArray());
      assertArrayEquals(new double[] {1, 4}, found.get(1).toDoubleArray());
      assertArrayEquals(new double[] {0}, found.get(2).toDoubleArray());
    }
  }

  @Test
  void arraysInTheMiddleAndParts() {
    NDArray x = manager.create(new double[] {1, 2, 3});
    NDArray part = x.get("1:");
    try (GradientTape tape = new GradientTape(true)) {
      tape.watch(x);
      NDArray y = x.square();
      tape.watch(y);
      tape.watch(part);
      NDArray z = y.mul(5).sum().add(part.prod());
      assertArrayEquals(new double[] {5, 5, 5}, tape.gradient(z, y).toDoubleArray());
      assertArrayEquals(new double[] {10, 23, 32}, tape.gradient(z, x).toDoubleArray());
      assertArrayEquals(new double[] {23, 32}, tape.gradient(z, part).toDoubleArray());
    }
  }

  @Test
  void elementsThatSomebodyElseHas() {
    TensorData data = TensorData.of(new double[] {2, 3}, 2);
    NDArray x = ((TrihornNDManager) manager).create(data);
    try (GradientTape tape = new GradientTape()) {
      tape.watch(x);
      // Each use copies the elements, and the gradient is the sum over the uses.
      assertArrayEquals(new double[] {4, 6}, tape.gradient(x.mul(x), x).toDoubleArray());
    }
  }

  @Test
  void persistentTapesDifferentiateGradients() {
    NDArray x = manager.create(new double[] {0.5, -1, 2});
    try (GradientTape tape = new GradientTape(true)) {
      tape.watch(x);
      NDArray first = tape.gradient(x.pow(4), x);
      NDArray second = tape.gradient(first, x);
      NDArray third = tape.gradient(second, x);
      assertArrayEquals(new double[] {0.5, -4, 32}, first.toDoubleArray(), 1e-9);
      assertArrayEquals(new double[] {3, 12, 48}, second.toDoubleArray(), 1e-9);
      assertArrayEquals(new double[] {12, -24, 48}, third.toDoubleArray(), 1e-9);
    }
  }

  @Test
  void jacobianAsDifferences() {
    double[] values = {0.3, -0.8, 1.1};
    NDArray x = manager.create(values);
    NDArray found;
    try (GradientTape tape = new GradientTape()) {
      tape.watch(x);
      found = tape.jacobian(curved(x).reshape(3, 1), x);
    }
    assertEquals(new Shape(3, 1, 3), found.getShape());
    double[] all = found.toDoubleArray();
    for (int j = 0; j < 3; j++) {
      double[] above = at(values, j, STEP, GradientTapeTest::curved);
      double[] below = at(values, j, -STEP, GradientTapeTest::curved);
      for (int i = 0; i < 3; i++) {
        assertEquals((above[i] - below[i]) / (2 * STEP), all[3 * i + j], 1e-8);
      }
    }
  }

  @Test
  void hessiansAsDifferencesOfGradients() {
    double[] values = {0.3, -0.8, 1.1};
    double[] vector = {1, -2, 0.5};
    NDArray x = manager.create(values);
    double[] product;
    double[] hessian;
    try (GradientTape tape = new GradientTape(true)) {
      tape.watch(x);
      NDArray y = curved(x).sum();
      product = tape.hessianVectorProduct(y, x, manager.create(vector)).toDoubleArray();
      hessian = tape.jacobian(tape.gradient(y, x), x).toDoubleArray();
    }
    for (int i = 0; i < 3; i++) {
      double sum = 0;
      double[] above = at(values, i, STEP, this::slope);
      double[] below = at(values, i, -STEP, this::slope);
      for (int j = 0; j < 3; j++) {
        double second = (above[j] - below[j]) / (2 * STEP);
        assertEquals(second, hessian[3 * i + j], 1e-8);
        sum += second * vector[j];
      }
      assertEquals(sum, product[i], 1e-8);
    }
  }

  private NDArray slope(NDArray x) {
    try (GradientTape tape = new GradientTape()) {
      tape.watch(x);
      return tape.gradient(curved(x), x);
    }
  }

  @Test
  void aStraightLineHasNoSecondDerivatives() {
    NDArray x = manager.create(new double[] {1, 2});
    try (GradientTape tape = new GradientTape()) {
      tape.watch(x);
      NDArray product = tape.hessianVectorProduct(x.mul(3).sum(), x, manager.ones(new Shape(2)));
      assertArrayEquals(new double[2], product.toDoubleArray());
    }
  }

  @Test
  void whatATapeRefuses() {
    NDArray x = manager.create(new double[] {1, 2});
    NDArray unwatched = manager.create(new double[] {1, 2});
    NDArray y;
    GradientTape kept;
    try (GradientTape tape = new GradientTape()) {
      kept = tape;
      assertThrows(IllegalStateException.class, GradientTape::new);
      assertThrows(IllegalArgumentException.class, () -> tape.watch(manager.create(new int[] {1})));
      NDArray before = x.mul(3);
      tape.watch(x);
      assertThrows(IllegalStateException.class, () -> x.addi(1));
      y = NDArrays.add(x, unwatched);
      assertTells("opened", () -> tape.gradient(before, x));
      assertTells("was not watched", () -> tape.gradient(x.square(), unwatched));
    }
    assertTells("closed", () -> kept.gradient(y, x));
    assertTells("closed", () -> kept.watch(x));
    try (GradientTape tape = new GradientTape()) {
      tape.watch(x);
      NDArray square = x.square();
      assertArrayEquals(new double[] {2, 4}, tape.gradient(square, x).toDoubleArray());
      assertTells("persistent", () -> tape.gradient(square, x));
    }
    x.addi(1);
    assertArrayEquals(new double[] {2, 3}, x.toDoubleArray());
  }

  private static void assertTells(String part, Runnable wrong) {
    IllegalStateException e = assertThrows(IllegalStateException.class, wrong::run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
