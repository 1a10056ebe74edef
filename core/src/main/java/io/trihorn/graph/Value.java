package io.trihorn.graph;

import ai.djl.ndarray.types.DataType;

/** One result of a {@link Node}. Values are the same only if they are the same object. */
public final class Value {
  private final Node node;
  private final int index;
  private final TensorType type;

  Value(Node node, int index, TensorType type) {
    this.node = node;
    this.index = index;
    this.type = type;
  }

  /** The node that makes it. */
  public Node node() {
    return node;
  }

  /** Which of the node's results it is. */
  public int index() {
    return index;
  }

  /** Its type. */
  public TensorType type() {
    return type;
  }

  /** Its element type. */
  public DataType dtype() {
    return type.dtype();
  }

  /** Its op. */
  public Op op() {
    return node.op();
  }

  /** The name in dumps: {@code %7}, or {@code %7.1} for the second of several results. */
  @Override
  public String toString() {
    return "%" + node.id() + (node.outputs().size() > 1 ? "." + index : "");
  }
}
