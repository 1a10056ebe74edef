package io.trihorn.model;

import io.trihorn.ops.Tensor;
import java.util.List;

/** What {@code fit}, {@code evaluate} and {@code predict} do unless a model says otherwise. */
final class DefaultSteps {
  private DefaultSteps() {}

  static void train(Model model, Step step) {
    Tensor loss = step.compiledLoss(step.call(model, step.inputs()));
    step.minimize(loss, step.optimizer(), step.trained());
  }

  static void test(Model model, Step step) {
    step.compiledLoss(step.call(model, step.inputs()));
  }

  static List<Tensor> predict(Model model, Step step) {
    return step.call(model, step.inputs());
  }
}
