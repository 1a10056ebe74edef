package io.trihorn.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.gradient.Evaluate;
import io.trihorn.ops.image.Resize;
import io.trihorn.ops.image.Resize.Method;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResizeTest {
  private static double[] run(Method method, long extent, boolean antialias, double... values) {
    GraphBuilder builder = new GraphBuilder();
    Tensor x = Tensor.constant(builder, TensorData.of(values, values.length));
    Tensor y = Resize.along(x, 0, extent, method, antialias);
    return Evaluate.graph(builder.build(List.of(y.value())), List.of()).get(0).toDoubleArray();
  }

  @Test
  void centersOfPixelsStandAtHalves() {
    assertArrayEquals(new double[] {0, 1, 3, 4}, run(Method.BILINEAR, 4, false, 0, 4), 1e-12);
    assertArrayEquals(new double[] {0, 0, 4, 4}, run(Method.NEAREST, 4, false, 0, 4), 0);
    assertArrayEquals(new double[] {2}, run(Method.BILINEAR, 1, false, 0, 4), 1e-12);
  }

  @Test
  void shrinkingSkipsPixelsUnlessKernelsAreWidened() {
    assertArrayEquals(new double[] {6}, run(Method.BILINEAR, 1, false, 9, 6, 3), 1e-12);
    double[] wide = run(Method.BILINEAR, 1, true, 9, 0, 9);
    assertEquals(2 * 9 * (2.0 / 3) / (1 + 2 * 2.0 / 3), wide[0], 1e-12);
  }

  @Test
  void everyKernelKeepsAConstant() {
    for (Method method : Method.values()) {
      for (double v : run(method, 7, true, 5, 5, 5, 5)) {
        assertEquals(5, v, 1e-12, method.keras());
      }
    }
    assertThrows(ShapeException.class, () -> Method.parse("cubic spline"));
  }
}
