package io.trihorn.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.gradient.Evaluate;
import io.trihorn.ops.linalg.Linalg;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Factors of matrices of some size, and of such as are singular: multiplied they give it back. */
class LargerMatricesTest {
  private static final double NEAR = 1e-9;

  private static Tensor random(GraphBuilder b, int rows, int columns, int rank) {
    Random random = new Random(5);
    double[] left = random.doubles((long) rows * rank, -1, 1).toArray();
    double[] right = random.doubles((long) rank * columns, -1, 1).toArray();
    return Nn.matmul(
        Tensor.constant(b, TensorData.of(left, rows, rank)),
        Tensor.constant(b, TensorData.of(right, rank, columns)));
  }

  private static double largest(Tensor difference) {
    Tensor most = Ops.max(Ops.abs(difference));
    return Evaluate.graph(most.builder().build(List.of(most.value())), List.of())
        .get(0)
        .getDouble(0);
  }

  private static void check(int rows, int columns, int rank, Function<Tensor, Tensor> again) {
    Tensor x = random(new GraphBuilder(), rows, columns, rank);
    assertTrue(largest(Ops.subtract(again.apply(x), x)) < NEAR);
  }

  @Test
  void singularValues() {
    for (int[] size : new int[][] {{20, 13, 20}, {13, 20, 20}, {20, 20, 5}, {1, 6, 1}, {5, 1, 1}}) {
      for (boolean full : new boolean[] {false, true}) {
        check(
            size[0],
            size[1],
            size[2],
            x -> {
              List<Tensor> usv = Linalg.svd(x, full);
              long k = usv.get(1).dim(-1);
              Tensor u = Shapes.slice(usv.get(0), -1, 0, k);
              Tensor v = Shapes.slice(usv.get(2), -2, 0, k);
              return Nn.matmul(Ops.multiply(u, usv.get(1)), v);
            });
      }
    }
  }

  @Test
  void fullMatricesAreOrthogonal() {
    Tensor x = random(new GraphBuilder(), 12, 7, 4);
    for (Tensor q : List.of(Linalg.svd(x, true).get(0), Linalg.qr(x, "complete").get(0))) {
      Tensor unit = Creation.identity(q, 12, q.dtype());
      assertTrue(largest(Ops.subtract(Nn.matmul(q, q, true, false), unit)) < NEAR);
    }
  }

  @Test
  void eigenvalues() {
    for (int rank : new int[] {24, 3}) {
      Tensor half = random(new GraphBuilder(), 24, 24, rank);
      Tensor x = Ops.add(half, Shapes.transpose(half));
      List<Tensor> wv = Linalg.eigh(x);
      Tensor v = wv.get(1);
      Tensor again = Nn.matmul(Ops.multiply(v, wv.get(0)), v, false, true);
      assertTrue(largest(Ops.subtract(again, x)) < NEAR);
    }
  }

  @Test
  void qrAndLu() {
    check(
        15,
        9,
        6,
        x -> {
          List<Tensor> qr = Linalg.qr(x, "reduced");
          return Nn.matmul(qr.get(0), qr.get(1));
        });
    check(30, 30, 30, x -> Linalg.inv(Linalg.inv(x)));
  }

  @Test
  void ranks() {
    Tensor rank = Linalg.matrixRank(random(new GraphBuilder(), 18, 11, 4));
    assertEquals(
        4,
        Evaluate.graph(rank.builder().build(List.of(rank.value())), List.of()).get(0).getLong(0));
  }
}
