package io.trihorn.model;

/**
 * What {@code fit} does with a batch, or {@code evaluate}: written with symbolic tensors, traced
 * once for each kind of batch, and compiled as a whole. See {@link Step} and {@link
 * Model#trainStep}.
 */
@FunctionalInterface
public interface StepFunction {
  /** Traces the step. */
  void run(Step step);
}
