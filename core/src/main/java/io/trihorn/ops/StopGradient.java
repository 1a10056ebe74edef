package io.trihorn.ops;

import io.trihorn.graph.Composite;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The identity, through which no gradient flows. */
public record StopGradient() implements Composite {
  @Override
  public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
    return inputs;
  }

  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    return inputs;
  }

  @Override
  public Optional<List<Value>> gradient(
      GraphBuilder builder, Node node, List<Value> outputGradients) {
    return Optional.of(Collections.singletonList(null));
  }
}
