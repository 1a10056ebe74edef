package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.composites.AdamUpdate;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.graph.gradient.Gradients;
import io.trihorn.ops.Fusions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Training steps: forward, backward and update in one program, run again and again. */
final class TrainingCases {
  private static final DataType F = DataType.FLOAT32;

  private TrainingCases() {}

  static List<StateCase> all() {
    List<StateCase> cases = new ArrayList<>();
    cases.add(new StateCase("gradient descent with momentum", TrainingCases::descent));
    cases.add(new StateCase("adam beside other uses of its results", TrainingCases::adam));
    for (Layout layout : Layout.values()) {
      cases.add(new StateCase("convolutional network " + layout, s -> network(s, layout)));
    }
    return cases;
  }

  /** A line fitted with momentum: what a training step looks like. */
  private static void descent(StateSession s) {
    Variable weight = new Variable("w", TensorType.of(DataType.FLOAT32, 4, 2));
    Variable speed = new Variable("m", weight.type());
    Variable steps = new Variable("n", TensorType.of(DataType.INT64));
    s.store().write(weight, TensorData.full(weight.type(), 0.1));
    s.store().write(speed, TensorData.zeros(speed.type()));
    s.store().write(steps, TensorData.zeros(steps.type()));
    GraphBuilder g = new GraphBuilder();
    Primitives ops = new Primitives(g);
    Value x = g.parameter("x", TensorType.of(DataType.FLOAT32, 8, 4));
    Value y = g.parameter("y", TensorType.of(DataType.FLOAT32, 8, 2));
    Value error = ops.sub(ops.matmul(x, g.read(weight), false, false), y);
    Value loss = ops.mul(ops.sum(ops.square(error), List.of(0, 1), false), 1.0 / 16);
    Value gradient = ops.mul(ops.matmul(x, error, true, false), 1.0 / 8);
    Value m = ops.add(ops.mul(g.read(speed), 0.9), gradient);
    Map<Variable, Value> updates = new LinkedHashMap<>();
    updates.put(weight, ops.sub(g.read(weight), ops.mul(m, 0.05)));
    updates.put(speed, m);
    updates.put(steps, ops.add(g.read(steps), 1));
    Graph step = g.build(List.of(loss), updates);
    Random random = new Random(5);
    for (int i = 0; i < 20; i++) {
      s.run(
          step,
          Fill.tensor(x.type(), Fill.NORMAL, random),
          Fill.tensor(y.type(), Fill.NORMAL, random));
    }
    s.see(weight);
    s.see(speed);
    s.see(steps);
  }

  /** Adam's new moment is an output too, and the weight and its update are read elsewhere. */
  private static void adam(StateSession s) {
    TensorType type = TensorType.of(F, 3, 2);
    Variable w = new Variable("w", type);
    Variable m = new Variable("m", type);
    Variable v = new Variable("v", type);
    Variable previous = new Variable("previous", type);
    Random random = new Random(8);
    s.store().write(w, Fill.tensor(type, Fill.NORMAL, random));
    for (Variable zero : List.of(m, v, previous)) {
      s.store().write(zero, TensorData.zeros(type));
    }
    GraphBuilder g = new GraphBuilder();
    Primitives ops = new Primitives(g);
    Value gradient = ops.mul(g.read(w), g.parameter("x", type));
    Value alpha = g.scalar(F, 0.01);
    List<Value> next =
        g.addAll(
            new AdamUpdate(0.9, 0.99, 1e-6),
            List.of(g.read(w), g.read(m), g.read(v), gradient, alpha));
    Map<Variable, Value> updates = new LinkedHashMap<>();
    updates.put(w, next.get(0));
    updates.put(m, next.get(1));
    updates.put(v, next.get(2));
    updates.put(previous, g.read(w));
    Value change = ops.sub(next.get(0), g.read(w));
    Graph step = g.build(List.of(next.get(1), change, g.read(v)), updates);
    for (int i = 0; i < 6; i++) {
      s.run(step, Fill.tensor(type, Fill.uniform(0.5, 1.5), random));
    }
    updates.keySet().forEach(s::see);
  }

  /** Convolution, pooling and a dense layer, trained by Adam and then asked for predictions. */
  private static void network(StateSession s, Layout layout) {
    Random random = new Random(9);
    Fill small = Fill.uniform(-0.3, 0.3);
    Variable kernel = new Variable("conv/kernel", TensorType.of(F, 3, 3, 2, 4));
    Variable dense = new Variable("dense/kernel", TensorType.of(F, 36, 5));
    Variable bias = new Variable("dense/bias", TensorType.of(F, 5));
    List<Variable> weights = List.of(kernel, dense, bias);
    weights.forEach(v -> s.store().write(v, Fill.tensor(v.type(), small, random)));

    TensorType images = TensorType.of(F, ConvolutionCases.image(layout, 6, 2, List.of(6L, 6L)));
    TensorType labels = TensorType.of(DataType.INT32, 6);
    GraphBuilder g = new GraphBuilder();
    Primitives ops = new Primitives(g);
    Value x = g.parameter("x", images);
    Value y = g.parameter("y", labels);
    Value logits = forward(g, x, layout, weights);
    Value losses = g.add(new Fusions.SparseSoftmaxCrossEntropy(), logits, y);
    Value loss = ops.reduce(ReduceKind.MEAN, losses, List.of(0), false);
    List<Value> gradients = Gradients.of(g, loss, weights.stream().map(g::read).toList());
    Graph step = g.build(List.of(loss), updates(s, g, weights, gradients));
    GraphBuilder p = new GraphBuilder();
    Value output = forward(p, p.parameter("x", images), layout, weights);
    Graph predict = p.build(List.of(p.add(new Fusions.Softmax(1), output)));

    TensorData fed = Fill.tensor(images, Fill.NORMAL, random);
    TensorData classes = Fill.tensor(labels, Fill.integers(0, 4), random);
    for (int i = 0; i < 8; i++) {
      s.run(step, fed, classes);
    }
    s.run(predict, fed);
    weights.forEach(s::see);
  }

  private static Value forward(GraphBuilder g, Value x, Layout layout, List<Variable> weights) {
    Primitives ops = new Primitives(g);
    List<Integer> ones = List.of(1, 1);
    Linear.ConvSpec conv = new Linear.ConvSpec(ones, ones, ones, ones, 1, layout);
    List<Integer> zeros = List.of(0, 0);
    Pooling.PoolSpec pool =
        new Pooling.PoolSpec(List.of(2, 2), List.of(2, 2), zeros, zeros, layout);
    Value h = g.add(new Linear.Conv(conv), x, g.read(weights.get(0)));
    h = g.add(new Pooling.MaxPool(pool), ops.unary(UnaryKind.TANH, h));
    Value flat = ops.reshape(h, 6, 36);
    return ops.add(ops.matmul(flat, g.read(weights.get(1)), false, false), g.read(weights.get(2)));
  }

  /** Adam's assignments for all weights, with their moments at zero. */
  private static Map<Variable, Value> updates(
      StateSession s, GraphBuilder g, List<Variable> weights, List<Value> gradients) {
    Map<Variable, Value> updates = new LinkedHashMap<>();
    Value alpha = g.scalar(F, 0.01);
    for (int i = 0; i < weights.size(); i++) {
      Variable w = weights.get(i);
      Variable m = new Variable(w.name() + "/m", w.type());
      Variable v = new Variable(w.name() + "/v", w.type());
      s.store().write(m, TensorData.zeros(w.type()));
      s.store().write(v, TensorData.zeros(w.type()));
      // A large epsilon, so that a gradient near zero does not make a step of unsure direction.
      List<Value> next =
          g.addAll(
              new AdamUpdate(0.9, 0.999, 1e-2),
              List.of(g.read(w), g.read(m), g.read(v), gradients.get(i), alpha));
      updates.put(w, next.get(0));
      updates.put(m, next.get(1));
      updates.put(v, next.get(2));
    }
    return updates;
  }
}
