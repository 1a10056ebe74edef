package io.trihorn.graph.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Holds gradients, in float64 on the interpreter, to central differences of fourth order. */
final class GradientCheck {
  /** The function under test. */
  interface Function {
    Value apply(Primitives p, List<Value> inputs);
  }

  private static final double STEP = 1e-3;
  private static final double RELATIVE = 1e-6;

  private GradientCheck() {}

  /**
   * Distinct values from -1.5 to 1.5 in random order, none near another or near 0, so that no step
   * of a difference crosses a kink.
   */
  static TensorData spread(long seed, long... dims) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT64, dims));
    int n = (int) data.size();
    List<Integer> order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
    Random random = new Random(seed);
    Collections.shuffle(order, random);
    for (int i = 0; i < n; i++) {
      double at = (order.get(i) + 0.3 + 0.4 * random.nextDouble()) / n;
      data.setDouble(i, at < 0.5 ? 3 * at - 1.55 : 3 * at - 1.45);
    }
    return data;
  }

  /** Distinct values from 0.2 to 1.7. */
  static TensorData positive(long seed, long... dims) {
    TensorData data = spread(seed, dims);
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, 0.95 + data.getDouble(i) / 2.1);
    }
    return data;
  }

  /**
   * Checks the derivatives up to an order with respect to all floating inputs.
   *
   * @param order 1, or 2 to check the gradient of the gradient too
   */
  static void check(int order, Function function, List<TensorData> inputs) {
    for (int i = 1; i <= order; i++) {
      checkOne(i, function, inputs);
    }
  }

  private static void checkOne(int order, Function function, List<TensorData> inputs) {
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    List<Value> parameters = inputs.stream().map(x -> b.parameter("x", x.type())).toList();
    List<Value> wrt = parameters.stream().filter(v -> v.dtype().isFloating()).toList();
    Value loss = weighted(p, function.apply(p, parameters), 11);
    for (int i = 1; i < order; i++) {
      Value sum = null;
      for (Value g : Gradients.of(b, loss, wrt)) {
        Value part = g == null ? null : weighted(p, g, 12);
        sum = sum == null ? part : part == null ? sum : p.add(sum, part);
      }
      loss = sum;
    }
    Graph before = b.build(List.of(loss));
    List<Value> gradients = Gradients.of(b, loss, wrt);
    List<Value> outputs = new ArrayList<>(List.of(loss));
    gradients.stream().filter(g -> g != null).forEach(outputs::add);
    List<TensorData> made = Evaluate.graph(b.build(outputs), inputs);
    assertEquals(
        Evaluate.graph(before, inputs).get(0), made.get(0), "differentiating changed the loss");

    int next = 1;
    for (int i = 0; i < wrt.size(); i++) {
      int position = parameters.indexOf(wrt.get(i));
      assertTrue(
          gradients.get(i) == null || gradients.get(i).type().equals(wrt.get(i).type()),
          "type of gradient " + i);
      TensorData gradient = gradients.get(i) == null ? null : made.get(next++);
      compare(before, inputs, position, gradient, "order " + order + ", input " + position);
    }
  }

  private static void compare(
      Graph loss, List<TensorData> inputs, int position, TensorData gradient, String what) {
    TensorData x = inputs.get(position);
    double scale = 1;
    double[] expected = new double[(int) x.size()];
    for (int k = 0; k < expected.length; k++) {
      double one = at(loss, inputs, position, k, STEP) - at(loss, inputs, position, k, -STEP);
      double two =
          at(loss, inputs, position, k, 2 * STEP) - at(loss, inputs, position, k, -2 * STEP);
      expected[k] = (8 * one - two) / (12 * STEP);
      scale = Math.max(scale, Math.abs(expected[k]));
    }
    for (int k = 0; k < expected.length; k++) {
      double actual = gradient == null ? 0 : gradient.getDouble(k);
      assertEquals(expected[k], actual, RELATIVE * scale, what + ", element " + k);
    }
  }

  private static double at(
      Graph loss, List<TensorData> inputs, int position, int element, double step) {
    TensorData moved = inputs.get(position).copy();
    moved.setDouble(element, moved.getDouble(element) + step);
    List<TensorData> feeds = new ArrayList<>(inputs);
    feeds.set(position, moved);
    return Evaluate.graph(loss, feeds).get(0).getDouble(0);
  }

  /** A scalar on which each element of a value has a different influence. */
  private static Value weighted(Primitives p, Value y, long seed) {
    Random random = new Random(seed);
    TensorData weights = TensorData.zeros(y.type());
    for (long i = 0; i < weights.size(); i++) {
      weights.setDouble(i, 0.5 + random.nextDouble());
    }
    Value product = p.mul(y, p.builder().constant(weights));
    return p.sum(product, IntStream.range(0, y.type().rank()).boxed().toList(), false);
  }
}
