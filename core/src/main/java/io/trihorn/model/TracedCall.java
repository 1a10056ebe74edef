package io.trihorn.model;

import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.Layer;
import io.trihorn.ndarray.WeightValues;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Stages;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * What a layer computes for inputs of some types and what it has seen of their values: all of it,
 * or as far as it goes before it must see one more.
 */
final class TracedCall {
  private final Layer layer;
  private final boolean training;
  private final List<Stages.Result> seen;
  private final List<Weight> weights;
  private final long changes;
  private final WeightValues.Function function;
  private final List<Weight> states;
  private final Stages.Next next;

  /** What a trace came to: outputs and the new values of states, or what must be seen first. */
  private record Outcome(List<Tensor> results, List<Weight> states, Stages.Next next) {}

  /**
   * Traces a layer, which makes its weights with that if it has none.
   *
   * @param key what the layer and its weights are known by
   */
  TracedCall(
      Layer layer, boolean training, List<Stages.Result> seen, List<TensorType> types, Object key) {
    this.layer = layer;
    this.training = training;
    this.seen = List.copyOf(seen);
    this.changes = layer.variableChanges();
    this.weights = layer.variables();
    GraphBuilder builder = new GraphBuilder();
    List<Tensor> operands = new ArrayList<>();
    weights.forEach(w -> operands.add(parameter(builder, operands.size(), w.type())));
    types.forEach(type -> operands.add(parameter(builder, operands.size(), type)));
    Outcome outcome = trace(operands);
    states = outcome.states();
    next = outcome.next();
    Graph graph = builder.build(outcome.results().stream().map(Tensor::value).toList());
    function =
        new WeightValues.Function(
            List.of(key, training, this.seen), next != null, in -> inlined(graph, in));
  }

  private static Tensor parameter(GraphBuilder builder, int place, TensorType type) {
    return new Tensor(builder, builder.parameter("x" + place, type));
  }

  /** What was traced, on operands of another graph. */
  private static List<Tensor> inlined(Graph graph, List<Tensor> operands) {
    GraphBuilder builder = operands.get(0).builder();
    return builder.inline(graph, operands.stream().map(Tensor::value).toList()).stream()
        .map(value -> new Tensor(builder, value))
        .toList();
  }

  private Outcome trace(List<Tensor> operands) {
    GraphBuilder builder = operands.get(0).builder();
    ValuedTrace trace = new ValuedTrace(builder, training, new Stages(seen), weights, operands);
    List<Tensor> results;
    try {
      List<Tensor> inputs = operands.subList(weights.size(), operands.size());
      results = new ArrayList<>(Programs.invoke(layer, trace, inputs));
    } catch (Stages.Pending pending) {
      List<Tensor> needed = pending.operands().stream().map(operands.get(0)::with).toList();
      return new Outcome(needed, List.of(), pending.next());
    }
    List<Weight> assigned =
        weights.stream()
            .filter(w -> training && trace.assigned().containsKey(w.variable()))
            .toList();
    assigned.forEach(state -> results.add(trace.assigned().get(state.variable())));
    return new Outcome(results, assigned, null);
  }

  /** Whether the layer has the weights that it was traced with. */
  boolean isCurrent() {
    return changes == layer.variableChanges();
  }

  /** Takes the weights and the inputs after them. */
  WeightValues.Function function() {
    return function;
  }

  /** The layer's variables. */
  List<Weight> weights() {
    return weights;
  }

  /** The variables whose new values follow the outputs. */
  List<Weight> states() {
    return states;
  }

  /** What becomes of the results where they must be seen before the rest; else null. */
  Stages.Next next() {
    return next;
  }

  /** What the layer sees of results. */
  List<Stages.Result> seen(List<TensorData> results) {
    return next.function().apply(results).stream()
        .map(value -> new Stages.Result(value.type(), value.copy()))
        .toList();
  }
}
