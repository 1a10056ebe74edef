package io.trihorn.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One use of an op: its operands, its results and the layer that made it. Immutable. */
public final class Node {
  private final int id;
  private final Op op;
  private final List<Value> inputs;
  private final List<Value> outputs;
  private final List<TensorType> outputTypes;
  private final String scope;

  Node(int id, Op op, List<Value> inputs, List<TensorType> types, String scope) {
    this.id = id;
    this.op = op;
    this.inputs = List.copyOf(inputs);
    this.outputTypes = List.copyOf(types);
    this.scope = scope;
    List<Value> values = new ArrayList<>(types.size());
    for (int i = 0; i < types.size(); i++) {
      values.add(new Value(this, i, types.get(i)));
    }
    this.outputs = Collections.unmodifiableList(values);
  }

  /** A number, rising in the order in which one builder made its nodes. */
  public int id() {
    return id;
  }

  /** The op. */
  public Op op() {
    return op;
  }

  /** The operands. */
  public List<Value> inputs() {
    return inputs;
  }

  /** One operand. */
  public Value input(int i) {
    return inputs.get(i);
  }

  /** The results. */
  public List<Value> outputs() {
    return outputs;
  }

  /** The only result. */
  public Value output() {
    if (outputs.size() != 1) {
      throw new IllegalStateException(op.label() + " has " + outputs.size() + " results");
    }
    return outputs.get(0);
  }

  /** The types of the operands. */
  public List<TensorType> inputTypes() {
    return inputs.stream().map(Value::type).toList();
  }

  /** The types of the results. */
  public List<TensorType> outputTypes() {
    return outputTypes;
  }

  /** The path of the layer that made this node, or empty. */
  public String scope() {
    return scope;
  }
}
