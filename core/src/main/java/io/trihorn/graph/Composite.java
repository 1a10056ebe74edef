package io.trihorn.graph;

import java.util.List;
import java.util.Optional;

/**
 * An op made of others. Its decomposition is its meaning; a backend may claim it and lower it
 * natively when that is faster. Implementations are records.
 */
public non-sealed interface Composite extends Op {

  /** The results, built from primitives or other composites. */
  List<Value> decompose(GraphBuilder builder, List<Value> inputs);

  /** Whether it has a decomposition; not what only one engine knows, which its backend claims. */
  default boolean decomposes() {
    return true;
  }

  /** The types of the results; by default those of the decomposition. */
  default List<TensorType> outputTypes(List<TensorType> inputs) {
    GraphBuilder scratch = new GraphBuilder();
    List<Value> parameters = inputs.stream().map(t -> scratch.parameter("x", t)).toList();
    return decompose(scratch, parameters).stream().map(Value::type).toList();
  }

  /**
   * The gradients with respect to the inputs, given those with respect to the results, when there
   * is a better way than to differentiate the decomposition (which is what happens when this is
   * empty).
   *
   * @param node this op in its graph, with its inputs and outputs
   * @param outputGradients one for each output, null where nothing depends on it
   * @return one gradient for each input, null for those that have none
   */
  default Optional<List<Value>> gradient(
      GraphBuilder builder, Node node, List<Value> outputGradients) {
    return Optional.empty();
  }

  /**
   * The op that does the same on permuted operands, so that a rewrite of layouts can pass through:
   * given {@code transpose(x, permutation)} for each operand {@code x} of the permutation's rank,
   * and the other operands as they are, it gives {@code transpose(y, permutation)} for each result
   * {@code y} of that rank, and the other results as they are. For an elementwise op that is the op
   * itself.
   *
   * @param permutation axis {@code i} of a permuted operand is axis {@code permutation[i]} of the
   *     original
   * @return the op, or empty (the default) if there is none
   */
  default Optional<Composite> permuted(List<Integer> permutation) {
    return Optional.empty();
  }
}
