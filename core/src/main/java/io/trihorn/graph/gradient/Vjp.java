package io.trihorn.graph.gradient;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a gradient rule is given besides the op.
 *
 * @param p how it makes nodes
 * @param node the op in its graph
 * @param gradients the gradients with respect to the node's results, null where nothing depends on
 *     one, but not all null
 * @param wanted for each operand whether its gradient is asked for
 */
record Vjp(Primitives p, Node node, List<Value> gradients, List<Boolean> wanted) {
  /** An operand. */
  Value x(int i) {
    return node.input(i);
  }

  /** The type of an operand. */
  TensorType type(int i) {
    return x(i).type();
  }

  /** The shape of an operand. */
  Shape shape(int i) {
    return type(i).shape();
  }

  /** The only result. */
  Value y() {
    return node.output();
  }

  /** The gradient with respect to the only, or first, result. */
  Value g() {
    return gradients.get(0);
  }

  /** The gradient with respect to a result, zeros where nothing depends on it. */
  Value gradientOrZero(int i) {
    Value g = gradients.get(i);
    return g == null ? p.fullLike(node.outputs().get(i), 0) : g;
  }

  /** The gradient of the only operand, made by another op. */
  List<Value> by(Op op, Value... operands) {
    return List.of(p.builder().add(op, operands));
  }

  /** The gradients of the operands, each made only if it is wanted. */
  @SafeVarargs
  final List<Value> each(Supplier<Value>... rules) {
    List<Value> result = new ArrayList<>();
    for (int i = 0; i < rules.length; i++) {
      result.add(wanted.get(i) && rules[i] != null ? rules[i].get() : null);
    }
    return result;
  }
}
