package io.trihorn.backend.dl4j.lowering;

import io.trihorn.graph.Indexing;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorType;
import java.util.Optional;
import java.util.Set;

/** What programs for cards cannot do, with what to do instead; said when they are compiled. */
final class CardRefusals {
  /** Comparisons up to which the largest are found by comparing each with each: 512 MiB. */
  private static final long MOST_COMPARISONS = 1L << 27;

  /** Why an op is refused for operands of these types; empty if it is not. */
  private static final OpTable<Node, Optional<String>> TABLE =
      new OpTable<Node, Optional<String>>("refusal").on(Indexing.TopK.class, CardRefusals::topK);

  private CardRefusals() {}

  /** The kinds of op that may be refused. */
  static Set<Class<? extends Op>> kinds() {
    return TABLE.kinds();
  }

  /** Why a node cannot be in a program for a card, with its layer; empty if it can. */
  static Optional<String> of(Node node) {
    if (!TABLE.has(node.op().getClass())) {
      return Optional.empty();
    }
    String layer = node.scope().isEmpty() ? "" : " in layer '" + node.scope() + "'";
    return TABLE.apply(node.op(), node).map(why -> "op " + node.op().label() + layer + ": " + why);
  }

  private static Optional<String> topK(Indexing.TopK op, Node node) {
    TensorType x = node.input(0).type();
    long extent = x.dim(x.rank() - 1);
    return x.size() * extent <= MOST_COMPARISONS
        ? Optional.empty()
        : Optional.of(
            "sorting "
                + x
                + " would compare "
                + x.size() * extent
                + " pairs, and more than "
                + MOST_COMPARISONS
                + " do not fit. Take fewer rows at once, or Device.cpu(), or the backend"
                + " 'tensorflow' or 'onnx'");
  }
}
