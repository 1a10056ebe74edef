package io.trihorn.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code (x, after) -> x}, which is not there before {@code after} is. What is computed of it is
 * not computed earlier, and is not the same node as what is computed of {@code x} itself. A backend
 * that does not claim it computes the same, and keeps in memory what was to be computed again.
 */
public record Later() implements Composite {
  @Override
  public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
    return List.of(inputs.get(0));
  }

  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    return inputs.subList(0, 1);
  }

  @Override
  public Optional<List<Value>> gradient(
      GraphBuilder builder, Node node, List<Value> outputGradients) {
    return Optional.of(Arrays.asList(outputGradients.get(0), null));
  }

  @Override
  public Optional<Composite> permuted(List<Integer> permutation) {
    return Optional.of(this);
  }
}
