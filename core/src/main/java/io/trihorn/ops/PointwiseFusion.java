package io.trihorn.ops;

import io.trihorn.graph.Composite;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Optional;

/** A function of one tensor, element by element: to a tensor of its type, in any order of axes. */
public interface PointwiseFusion extends Fusion {
  @Override
  default List<TensorType> outputTypes(List<TensorType> inputs) {
    return inputs;
  }

  @Override
  default Optional<Composite> permuted(List<Integer> permutation) {
    return Optional.of(this);
  }
}
