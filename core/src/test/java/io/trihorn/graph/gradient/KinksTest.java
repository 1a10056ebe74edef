package io.trihorn.graph.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import io.trihorn.ops.Fusions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where a function has no derivative, or several: values by hand. */
class KinksTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  /** The gradients of the sum of a function's results. */
  private static List<double[]> gradients(GradientCheck.Function f, TensorData... inputs) {
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    List<Value> x = new ArrayList<>();
    for (TensorData input : inputs) {
      x.add(b.parameter("x", input.type()));
    }
    Value y = f.apply(p, x);
    Value loss = p.sum(y, IntStream.range(0, y.type().rank()).boxed().toList(), false);
    List<Value> made = Gradients.of(b, loss, x);
    return Evaluate.graph(b.build(made), List.of(inputs)).stream()
        .map(TensorData::toDoubleArray)
        .toList();
  }

  private static TensorData row(double... values) {
    return TensorData.of(values, values.length);
  }

  private static void expect(double[] actual, double... expected) {
    assertArrayEquals(expected, actual, 1e-12);
  }

  @Test
  void theAbsoluteValueIsFlatAtZero() {
    expect(gradients((p, x) -> p.unary(UnaryKind.ABS, x.get(0)), row(-2, 0, 3)).get(0), -1, 0, 1);
  }

  @Test
  void reluSixIsFlatAtBothItsBends() {
    GradientCheck.Function relu6 = (p, x) -> p.builder().add(new Fusions.Relu6(), x.get(0));
    expect(gradients(relu6, row(-1, 0, 3, 6, 7)).get(0), 0, 0, 1, 0, 0);
  }

  @Test
  void theSquareRootIsInfinitelySteepAtZero() {
    expect(gradients((p, x) -> p.unary(UnaryKind.SQRT, x.get(0)), row(0, 4)).get(0), INF, 0.25);
  }

  @Test
  void equalsShareTheGradientOfTheLargerAndTheSmaller() {
    for (BinaryKind kind : List.of(BinaryKind.MAX, BinaryKind.MIN)) {
      List<double[]> g =
          gradients((p, x) -> p.binary(kind, x.get(0), x.get(1)), row(1, 2, 3), row(2, 2, 2));
      boolean max = kind == BinaryKind.MAX;
      expect(g.get(0), max ? 0 : 1, 0.5, max ? 1 : 0);
      expect(g.get(1), max ? 1 : 0, 0.5, max ? 0 : 1);
    }
  }

  @Test
  void allEqualExtremesShareTheGradient() {
    TensorData x = TensorData.of(new double[] {3, 1, 3, 0, -1, -1}, 2, 3);
    expect(
        gradients((p, v) -> p.reduce(ReduceKind.MAX, v.get(0), List.of(1), false), x).get(0),
        0.5,
        0,
        0.5,
        1,
        0,
        0);
    expect(
        gradients((p, v) -> p.reduce(ReduceKind.MIN, v.get(0), List.of(0, 1), false), x).get(0),
        0,
        0,
        0,
        0,
        0.5,
        0.5);
  }

  @Test
  void powersOfZeroAndToZeroHaveFiniteGradients() {
    List<double[]> g =
        gradients(
            (p, x) -> p.binary(BinaryKind.POW, x.get(0), x.get(1)),
            row(0, 0, 0, 0, 2, -2, -2),
            row(0, 1, 2, 0.5, 0, 2, 0));
    expect(g.get(0), 0, 1, 0, INF, 0, -4, 0);
    expect(g.get(1), 0, 0, 0, 0, Math.log(2), 0, 0);
  }

  @Test
  void whatIsNotChosenGetsNoGradientNotEvenNaN() {
    List<double[]> g =
        gradients(
            (p, x) -> {
              Value zero = p.scalarLike(x.get(0), 0);
              Value positive = p.less(zero, x.get(0));
              Value safe = p.where(positive, x.get(0), p.scalarLike(x.get(0), 1));
              return p.where(positive, p.unary(UnaryKind.LOG, safe), zero);
            },
            row(-1, 0, 4));
    expect(g.get(0), 0, 0, 0.25);
  }

  @Test
  void productsWithZerosHaveExactGradients() {
    TensorData x = TensorData.of(new double[] {0, 2, 3, 0, 5, 0}, 2, 3);
    expect(
        gradients((p, v) -> p.reduce(ReduceKind.PROD, v.get(0), List.of(1), false), x).get(0),
        6,
        0,
        0,
        0,
        0,
        0);
  }

  @Test
  void ofEqualsThePoolAndTheSortTakeTheFirst() {
    Pooling.PoolSpec spec =
        new Pooling.PoolSpec(List.of(2), List.of(2), List.of(0), List.of(0), Layout.CHANNELS_LAST);
    expect(
        gradients(
                (p, x) -> p.builder().add(new Pooling.MaxPool(spec), x.get(0)),
                TensorData.of(new double[] {4, 4, 1, 2}, 1, 4, 1))
            .get(0),
        1,
        0,
        0,
        1);
    expect(
        gradients((p, x) -> p.builder().addAll(new Indexing.TopK(1), x).get(0), row(1, 5, 5, 2))
            .get(0),
        0,
        1,
        0,
        0);
  }

  @Test
  void theSecondGradientOfAPoolTakesTheFirstOfEqualsToo() {
    Pooling.PoolSpec spec =
        new Pooling.PoolSpec(
            List.of(2, 2), List.of(2, 2), List.of(1, 0), List.of(0, 0), Layout.CHANNELS_LAST);
    GraphBuilder b = new GraphBuilder();
    TensorData image =
        TensorData.of(new double[] {-INF, -INF, 1, 1, 7, 7, 7, 7, 2, 9, 9, 9}, 1, 3, 4, 1);
    Value x = b.parameter("x", image.type());
    Value y = b.add(new Pooling.MaxPool(spec), x);
    Value g = b.parameter("g", y.type());
    Value dx = b.add(new Pooling.MaxPoolGradient(spec), x, y, g);
    TensorData weights = image.copy();
    for (int i = 0; i < 12; i++) {
      weights.setDouble(i, i);
    }
    Value w = b.constant(weights);
    Value dg = Gradients.of(b, List.of(dx), List.of(w), List.of(g)).get(0);
    // The padded first row of windows sees elements 0 1 and 2 3, the second 4 5 8 9 and 6 7 10 11.
    TensorData ones = TensorData.full(y.type(), 1);
    expect(
        Evaluate.graph(b.build(List.of(dg)), List.of(image, ones)).get(0).toDoubleArray(),
        0,
        2,
        9,
        10);
  }

  @Test
  void gradientsOfCastsAreCastBack() {
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Value x = b.parameter("x", row(1, 2).type());
    Value half = p.cast(x, DataType.FLOAT16);
    Value whole = p.cast(p.cast(x, DataType.INT32), DataType.FLOAT32);
    Value y = p.mul(p.cast(half, DataType.FLOAT32), whole);
    Value g = b.constant(TensorData.of(new float[] {1, 1}, 2));
    Value dx = Gradients.of(b, List.of(y), List.of(g), List.of(x)).get(0);
    assertEquals(x.type(), dx.type());
    expect(
        Evaluate.graph(b.build(List.of(dx)), List.of(row(1.25, 2.5))).get(0).toDoubleArray(), 1, 2);
  }
}
