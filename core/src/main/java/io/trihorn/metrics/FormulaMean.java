package io.trihorn.metrics;

import io.trihorn.ops.Tensor;
import java.util.function.BinaryOperator;

/** The mean of a formula of targets and predictions. */
final class FormulaMean extends MeanMetricWrapper {
  private final String className;
  private final String kerasName;
  private final BinaryOperator<Tensor> formula;

  FormulaMean(String className, String kerasName, BinaryOperator<Tensor> formula) {
    this.className = className;
    this.kerasName = kerasName;
    this.formula = formula;
  }

  @Override
  public String className() {
    return className;
  }

  @Override
  protected String defaultName() {
    return kerasName;
  }

  @Override
  protected Tensor values(Tensor yTrue, Tensor yPred) {
    return formula.apply(yTrue, yPred);
  }
}
