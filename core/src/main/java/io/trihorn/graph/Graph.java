package io.trihorn.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program: nodes in an order in which each comes after its operands, the parameters it is fed,
 * the outputs it gives, and the new values it assigns to variables. All assignments happen at the
 * end of a run, so every read sees the value from before it. Immutable.
 */
public final class Graph {
  private final List<Node> nodes;
  private final List<Value> parameters;
  private final List<Value> outputs;
  private final Map<Variable, Value> reads;
  private final Map<Variable, Value> updates;

  Graph(
      List<Node> nodes,
      List<Value> parameters,
      List<Value> outputs,
      Map<Variable, Value> reads,
      Map<Variable, Value> updates) {
    this.nodes = List.copyOf(nodes);
    this.parameters = List.copyOf(parameters);
    this.outputs = List.copyOf(outputs);
    this.reads = Collections.unmodifiableMap(new LinkedHashMap<>(reads));
    this.updates = Collections.unmodifiableMap(new LinkedHashMap<>(updates));
  }

  /** All nodes, operands first; parameters and reads among them. */
  public List<Node> nodes() {
    return nodes;
  }

  /** The values fed at each run, each the result of a {@link Leaf.Parameter}. */
  public List<Value> parameters() {
    return parameters;
  }

  /** The values a run gives. */
  public List<Value> outputs() {
    return outputs;
  }

  /** The variables that are read, with the result of their {@link Leaf.Read}. */
  public Map<Variable, Value> reads() {
    return reads;
  }

  /** The variables that are assigned, with the value they get when a run ends. */
  public Map<Variable, Value> updates() {
    return updates;
  }

  /** The types of the parameters. */
  public List<TensorType> parameterTypes() {
    return parameters.stream().map(Value::type).toList();
  }

  /** The types of the outputs. */
  public List<TensorType> outputTypes() {
    return outputs.stream().map(Value::type).toList();
  }

  /** A listing a person can read, one line for each node. */
  @Override
  public String toString() {
    return GraphPrinter.text(this);
  }

  /** The graph in Graphviz's DOT language. */
  public String toDot() {
    return GraphPrinter.dot(this);
  }
}
