package io.trihorn.data;

import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.HostValues;
import java.util.List;

/**
 * One row of a generated dataset: the tensors of a {@link Batch} without the axis of rows.
 *
 * @param inputs what goes into the model, at least one tensor
 * @param targets what should come out, or none
 * @param weights the row's weight in the loss: none, one scalar, or one per target
 */
public record Sample(List<TensorData> inputs, List<TensorData> targets, List<TensorData> weights) {
  /** Copies the lists. */
  public Sample {
    inputs = List.copyOf(inputs);
    targets = List.copyOf(targets);
    weights = List.copyOf(weights);
  }

  /**
   * A sample of one or more inputs, without targets.
   *
   * @param inputs a value as in {@link HostValues#of}, or a list of them
   */
  public static Sample of(Object inputs) {
    return new Sample(Role.INPUTS.list(inputs), List.of(), List.of());
  }

  /**
   * A sample with one or more targets.
   *
   * @param inputs a value as in {@link HostValues#of}, or a list of them
   * @param targets the same
   */
  public static Sample of(Object inputs, Object targets) {
    return new Sample(Role.INPUTS.list(inputs), Role.TARGETS.list(targets), List.of());
  }

  /**
   * A sample with weights.
   *
   * @param inputs a value as in {@link HostValues#of}, or a list of them
   * @param targets the same
   * @param weights the same
   */
  public static Sample of(Object inputs, Object targets, Object weights) {
    return new Sample(
        Role.INPUTS.list(inputs), Role.TARGETS.list(targets), Role.WEIGHTS.list(weights));
  }
}
