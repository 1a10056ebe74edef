package io.trihorn.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.gradient.Evaluate;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopTest {
  private final GraphBuilder builder = new GraphBuilder();
  private final Tensor x = Tensor.constant(builder, TensorData.of(new double[] {1, 2, 3}, 3));

  private double[] values(Tensor y) {
    return Evaluate.graph(builder.build(List.of(y.value())), List.of()).get(0).toDoubleArray();
  }

  @Test
  void whatABodyTakesFromOutsideIsCaptured() {
    Tensor factor = x.scalar(10);
    Loop.Results made =
        Core.scan(
            List.of(),
            List.of(x),
            false,
            (loop, carries, slices) ->
                new Loop.Results(
                    List.of(), List.of(Ops.multiply(slices.get(0), loop.capture(factor)))));
    assertArrayEquals(new double[] {10, 20, 30}, values(made.outputs().get(0)));
  }

  @Test
  void whatIsNotCapturedIsSaid() {
    Tensor factor = x.scalar(10);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Core.map(slice -> Ops.multiply(slice, factor), x));
    assertTrue(e.getMessage().contains("capture"), e.getMessage());
  }

  @Test
  void aGradientOfOnesOwnIsTaken() {
    Tensor y =
        Core.customGradient(
            in -> Ops.square(in.get(0)), (in, out, g) -> List.of(Ops.multiply(g, 100)), x);
    assertArrayEquals(new double[] {1, 4, 9}, values(y));
    assertArrayEquals(new double[] {100, 100, 100}, values(Core.gradients(Ops.sum(y), x).get(0)));
  }
}
