package io.trihorn.backend.replicas;

import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.TensorType;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * What a rule is given besides the op.
 *
 * @param node the node of the whole program
 * @param in how its operands are held
 * @param rows how many rows are dealt out
 */
record Site(Node node, List<Placement> in, long rows) {
  /** How an operand is split; null where it is not. */
  Split split(int operand) {
    return in.get(operand) instanceof Split split ? split : null;
  }

  TensorType type(int operand) {
    return node.input(operand).type();
  }

  /** The same work for all. */
  Spread whole() {
    return Spread.whole(node);
  }

  /** Work on what a replica has, all results held alike. */
  Spread spread(List<Placement> wanted, Placement result, Function<Share, Op> op) {
    return new Spread(
        wanted,
        Collections.nCopies(node.outputs().size(), result),
        (b, operands, share) -> b.addAll(op.apply(share), operands));
  }

  /** A shape of the whole program for a replica's rows. */
  static Shape shape(Shape whole, Split split, Share share) {
    long[] dims = whole.getShape().clone();
    dims[split.axis()] = share.extent(split);
    return new Shape(dims);
  }
}
