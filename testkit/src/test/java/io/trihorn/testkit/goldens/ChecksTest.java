package io.trihorn.testkit.goldens;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.graph.TensorData;
import org.junit.jupiter.api.Test;

class ChecksTest {
  @Test
  void differencesAreFound() {
    Checks checks = new Checks();
    TensorData expected = TensorData.of(new float[] {1, 100}, 2);
    checks.close(
        "a", TensorData.of(new float[] {1.00005f, 100}, 2), expected, GoldenTolerance.VALUE);
    assertEquals(0, checks.problems().size());
    checks.close("b", TensorData.of(new float[] {1, 100.1f}, 2), expected, GoldenTolerance.VALUE);
    checks.close(
        "c", TensorData.of(new float[] {1, Float.NaN}, 2), expected, GoldenTolerance.VALUE);
    checks.close("d", TensorData.of(new int[] {1, 100}, 2), expected, GoldenTolerance.VALUE);
    assertEquals(3, checks.problems().size(), checks.problems().toString());
  }
}
