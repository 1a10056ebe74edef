package io.trihorn.model;

import io.trihorn.ops.Tensor;

/** What {@code fit}, {@code evaluate} and {@code predict} do unless a model says otherwise. */
final class DefaultSteps {
  private DefaultSteps() {}

  static StepFunction train(Model model) {
    return step -> {
      Tensor loss = step.compiledLoss(step.call(model, step.inputs()));
      step.minimize(loss, step.optimizer(), step.trained());
    };
  }

  static StepFunction test(Model model) {
    return step -> step.compiledLoss(step.call(model, step.inputs()));
  }

  static PredictFunction predict(Model model) {
    return step -> step.call(model, step.inputs());
  }
}
