package io.trihorn.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.gradient.Evaluate;
import java.util.List;
import org.junit.jupiter.api.Test;

class EinsumTest {
  private static TensorData run(String equation, TensorData a, TensorData b) {
    GraphBuilder builder = new GraphBuilder();
    Tensor x = Tensor.constant(builder, a);
    Tensor y = Tensor.constant(builder, b);
    Tensor z = Einsum.apply(equation, x, y);
    return Evaluate.graph(builder.build(List.of(z.value())), List.of()).get(0);
  }

  private static TensorData t(double[] values, long... dims) {
    return TensorData.of(values, dims);
  }

  private final TensorData matrix = t(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);

  @Test
  void productsTransposedAndNot() {
    TensorData other = t(new double[] {1, 0, 2, 0, 1, 3}, 2, 3);
    assertArrayEquals(
        new double[] {7, 11, 16, 23}, run("ab,cb->ac", matrix, other).toDoubleArray());
    assertArrayEquals(
        new double[] {7, 16, 11, 23}, run("ab,cb->ca", matrix, other).toDoubleArray());
  }

  @Test
  void batchesSumsAndOuterProducts() {
    TensorData scale = t(new double[] {1, 10}, 2);
    assertArrayEquals(
        new double[] {1, 2, 3, 40, 50, 60}, run("ab,a->ab", matrix, scale).toDoubleArray());
    assertArrayEquals(new double[] {6, 150}, run("ab,a->a", matrix, scale).toDoubleArray());
    assertEquals(new Shape(2, 2, 3), run("a,bc->abc", scale, matrix).shape());
  }

  @Test
  void anEllipsisStandsForTheRest() {
    TensorData deep = matrix.reshape(1, 2, 1, 3);
    TensorData kernel = t(new double[] {1, 10, 100}, 3, 1);
    TensorData y = run("...x,xy->...y", deep, kernel);
    assertEquals(new Shape(1, 2, 1, 1), y.shape());
    assertArrayEquals(new double[] {321, 654}, y.toDoubleArray());
    TensorData first =
        run("ab...,bc->ac...", matrix.reshape(1, 2, 3), t(new double[] {1, 10}, 2, 1));
    assertArrayEquals(new double[] {41, 52, 63}, first.toDoubleArray());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThrows(ShapeException.class, () -> run("ab,bc", matrix, matrix));
    assertThrows(ShapeException.class, () -> run("ab,bc->ac", matrix, matrix));
    assertThrows(ShapeException.class, () -> run("abc,bc->ac", matrix, matrix));
    assertThrows(ShapeException.class, () -> run("aa,ab->b", matrix, matrix));
    assertThrows(ShapeException.class, () -> run("ab,ab->abc", matrix, matrix));
  }
}
