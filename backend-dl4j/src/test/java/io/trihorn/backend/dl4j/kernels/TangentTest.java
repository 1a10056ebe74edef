package io.trihorn.backend.dl4j.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TangentTest {
  private static final int COUNT = 400_000;

  /** Of both signs: evenly up to 12, and of all magnitudes below 1. */
  private static float[] arguments() {
    float[] x = new float[COUNT];
    for (int i = 0; i < COUNT; i += 4) {
      x[i] = 12f * i / COUNT;
      x[i + 1] = -x[i];
      x[i + 2] = (float) Math.pow(2, -30.0 * i / COUNT);
      x[i + 3] = -x[i + 2];
    }
    return x;
  }

  @Test
  void tangentsAreExactForTheirSize() {
    float[] x = arguments();
    float[] y = new float[COUNT];
    Tangent.tanh(x, y, COUNT);
    for (int i = 0; i < COUNT; i++) {
      double expected = Math.tanh(x[i]);
      assertEquals(expected, y[i], 5e-7 * Math.abs(expected), "tanh of " + x[i]);
      assertTrue(Math.abs(y[i]) <= 1, "tanh of " + x[i]);
    }
  }

  @Test
  void gatesAreBetweenZeroAndOne() {
    float[] x = arguments();
    float[] y = new float[COUNT];
    Tangent.gate(x, y, COUNT);
    for (int i = 0; i < COUNT; i++) {
      assertEquals(1 / (1 + Math.exp(-x[i])), y[i], 3e-7, "gate of " + x[i]);
      assertTrue(y[i] >= 0 && y[i] <= 1, "gate of " + x[i]);
    }
  }

  @Test
  void edges() {
    float inf = Float.POSITIVE_INFINITY;
    float[] x = {inf, -inf, Float.NaN, 0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE};
    float[] y = new float[x.length];
    Tangent.tanh(x, y, x.length);
    assertArrayEquals(new float[] {1, -1, Float.NaN, 0f, -0f, Float.MIN_VALUE, 1}, y);
    Tangent.gate(x, y, x.length);
    assertArrayEquals(new float[] {1, 0, Float.NaN, 0.5f, 0.5f, 0.5f, 1}, y);
  }
}
