package io.trihorn.model;

import io.trihorn.graph.TensorData;
import io.trihorn.state.Weight;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The first half of a training step: {@link Model#applyGradients} is the other.
 *
 * @param loss of the batch
 * @param gradients of the loss that the optimizer differentiates, by weight; weights that the loss
 *     does not depend on are not there
 */
public record LossGradients(double loss, Map<Weight, TensorData> gradients) {
  /** Copies the map. */
  public LossGradients {
    gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
  }
}
