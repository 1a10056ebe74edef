package io.trihorn.ops;

import io.trihorn.graph.Composite;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Node;
import io.trihorn.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A {@link Composite} written with tensors: what it means, and its gradient where that is simpler.
 */
public interface Fusion extends Composite {

  /** The results. */
  List<Tensor> expand(List<Tensor> inputs);

  /**
   * The gradients with respect to the inputs, null for those that have none; empty (the default) to
   * differentiate {@link #expand}.
   *
   * @param gradients with respect to the outputs; null where nothing depends on one
   */
  default Optional<List<Tensor>> pullback(
      List<Tensor> inputs, List<Tensor> outputs, List<Tensor> gradients) {
    return Optional.empty();
  }

  @Override
  default List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
    return expand(tensors(builder, inputs)).stream().map(Tensor::value).toList();
  }

  @Override
  default Optional<List<Value>> gradient(
      GraphBuilder builder, Node node, List<Value> outputGradients) {
    return pullback(
            tensors(builder, node.inputs()),
            tensors(builder, node.outputs()),
            tensors(builder, outputGradients))
        .map(
            gs ->
                Arrays.asList(
                    gs.stream().map(g -> g == null ? null : g.value()).toArray(Value[]::new)));
  }

  /** Adds this op to a graph. */
  default List<Tensor> apply(Tensor... inputs) {
    Tensor first = inputs[0];
    return tensors(
        first.builder(),
        first.builder().addAll(this, Arrays.stream(inputs).map(Tensor::value).toList()));
  }

  /** Adds this op, which has one result, to a graph. */
  default Tensor applyOne(Tensor... inputs) {
    return apply(inputs).get(0);
  }

  private static List<Tensor> tensors(GraphBuilder builder, List<Value> values) {
    return Arrays.asList(
        values.stream().map(v -> v == null ? null : new Tensor(builder, v)).toArray(Tensor[]::new));
  }
}
