package org.example.toy;

import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.OpTable.Rule;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;

/** What a node does: results from operands, which it leaves as they are. */
@FunctionalInterface
interface Kernel {
  List<TensorData> run(List<TensorData> operands);

  /** What an op of one result does. */
  @FunctionalInterface
  interface One<O extends Op> {
    TensorData run(O op, TensorType result, List<TensorData> operands);
  }

  /** The rule for a kind of op of one result. */
  static <O extends Op> Rule<O, Node, Kernel> one(One<O> kernel) {
    return (op, node) -> in -> List.of(kernel.run(op, node.output().type(), in));
  }
}
