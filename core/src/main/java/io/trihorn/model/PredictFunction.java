package io.trihorn.model;

import io.trihorn.ops.Tensor;
import java.util.List;

/** What {@code predict} does with a batch; see {@link Step} and {@link Model#predictStep}. */
@FunctionalInterface
public interface PredictFunction {
  /**
   * Traces the step.
   *
   * @return the predictions, each {@code (batch, ...)}
   */
  List<Tensor> run(Step step);
}
