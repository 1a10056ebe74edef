package io.trihorn.testkit.conformance;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.graph.gradient.Gradients;
import io.trihorn.layers.base.Layer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A call of one layer as a program: its outputs, the mask of the first, and the loss, which is the
 * sum of the outputs with random weights and of what the layer adds itself. A training program also
 * gives the gradients of the loss with respect to the floating inputs, and takes a step of gradient
 * descent.
 */
final class LayerProgram {
  private static final double RATE = 0.01;

  private final GraphBuilder builder = new GraphBuilder();
  private final Trace trace;
  private final Layer layer;
  private final Map<Variable, TensorData> state = new LinkedHashMap<>();
  private final List<TensorData> feeds;
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<Tensor> outputs;
  private final Tensor outputMask;
  private final Tensor loss;
  private List<Tensor> gradients = List.of();
  private Graph graph;

  /**
   * Traces a call.
   *
   * @param mask of the first input, or null
   */
  LayerProgram(Layer layer, List<TensorData> feeds, boolean training, TensorData mask) {
    this.layer = layer;
    this.trace = new Trace(builder, training);
    this.feeds = new ArrayList<>(feeds);
    feeds.forEach(x -> inputs.add(new Tensor(builder, builder.parameter("x", x.type()))));
    if (mask != null) {
      this.feeds.add(mask);
      trace.setMask(inputs.get(0), new Tensor(builder, builder.parameter("mask", mask.type())));
    }
    outputs = layer.invoke(trace, inputs, Map.of());
    outputMask = trace.mask(outputs.get(0));
    layer.addWeightLosses(trace);
    loss = weighted();
    long seed = 1;
    for (Weight weight : layer.variables()) {
      state.put(weight.variable(), weight.initializer().generate(weight.type(), seed++));
    }
  }

  private Tensor weighted() {
    Random random = new Random(11);
    Tensor sum = null;
    for (Tensor y : outputs) {
      if (y.dtype().isFloating()) {
        TensorData weights = TensorData.zeros(y.type());
        for (long i = 0; i < weights.size(); i++) {
          weights.setDouble(i, 0.5 + random.nextDouble());
        }
        Tensor part = Ops.sum(Ops.multiply(y, y.constant(weights)));
        sum = sum == null ? part : Ops.add(sum, part);
      }
    }
    for (Tensor added : trace.losses()) {
      sum = sum == null ? added : Ops.add(sum, added);
    }
    return sum == null ? outputs.get(0).scalar(DataType.FLOAT32, 0) : sum;
  }

  List<Tensor> outputs() {
    return outputs;
  }

  List<TensorData> feeds() {
    return feeds;
  }

  Map<Variable, TensorData> state() {
    return state;
  }

  /** The loss alone, which changes no variable. */
  Graph lossGraph() {
    return builder.build(List.of(loss.value()));
  }

  /** The gradients with respect to floating inputs, then trainable weights; null where none. */
  List<Value> differentiate(List<Weight> weights) {
    List<Value> wrt = new ArrayList<>();
    inputs.stream().filter(x -> x.dtype().isFloating()).forEach(x -> wrt.add(x.value()));
    weights.forEach(w -> wrt.add(trace.read(w.variable()).value()));
    return Gradients.of(builder, loss.value(), wrt);
  }

  Graph graphOf(List<Value> values) {
    return builder.build(values);
  }

  /** Completes the program without training. */
  LayerProgram inference() {
    graph = builder.build(fetched(), assigned());
    return this;
  }

  /** Completes the program with a training step. */
  LayerProgram training() {
    List<Weight> weights = layer.trainableWeights();
    List<Value> made = differentiate(weights);
    int floating = made.size() - weights.size();
    gradients =
        made.subList(0, floating).stream()
            .filter(g -> g != null)
            .map(g -> new Tensor(builder, g))
            .toList();
    Map<Variable, Value> updates = assigned();
    for (int i = 0; i < weights.size(); i++) {
      Value g = made.get(floating + i);
      if (g != null) {
        Tensor w = trace.read(weights.get(i).variable());
        Tensor step = Ops.multiply(new Tensor(builder, g), RATE);
        updates.put(weights.get(i).variable(), Ops.subtract(w, step).value());
      }
    }
    graph = builder.build(fetched(), updates);
    return this;
  }

  private List<Value> fetched() {
    List<Value> values = new ArrayList<>();
    outputs.forEach(y -> values.add(y.value()));
    values.add(loss.value());
    if (outputMask != null) {
      values.add(outputMask.value());
    }
    gradients.forEach(g -> values.add(g.value()));
    return values;
  }

  private Map<Variable, Value> assigned() {
    Map<Variable, Value> updates = new LinkedHashMap<>();
    trace.assigned().forEach((variable, tensor) -> updates.put(variable, tensor.value()));
    return updates;
  }

  /** What two runs give, and then the variables' values. */
  List<TensorData> run(Backend backend, Device device) {
    List<TensorData> seen = new ArrayList<>();
    try (VariableStore store = backend.createStore(device)) {
      state.forEach(store::write);
      try (Executable program = GraphCompiler.compile(backend, graph, store)) {
        for (int i = 0; i < 2; i++) {
          List<TensorData> results = CaseRunner.fetches(graph);
          program.run(feeds, results);
          seen.addAll(results);
        }
      }
      state.keySet().forEach(variable -> seen.add(store.read(variable)));
    }
    return seen;
  }

  Graph graph() {
    return graph;
  }
}
