package io.trihorn.backend.reference;

import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorType;
import java.util.List;

/** What a node does: results from operands, which it leaves as they are. */
@FunctionalInterface
interface Kernel {
  List<Array> run(List<Array> operands);

  /**
   * A kernel of one result.
   *
   * @param <O> the kind of op
   */
  @FunctionalInterface
  interface One<O extends Op> {
    /** Computes the result, of this type. */
    Array run(O op, TensorType type, List<Array> operands);
  }

  /** The rule for a kind of op with one result. */
  static <O extends Op> OpTable.Rule<O, Node, Kernel> of(One<O> one) {
    return (op, node) -> {
      TensorType type = node.output().type();
      return operands -> List.of(one.run(op, type, operands));
    };
  }
}
