package io.trihorn.losses;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Tensor;
import java.util.function.BinaryOperator;

/** A loss that is a formula of targets and predictions, without attributes of its own. */
final class FormulaLoss extends Loss {
  private final String className;
  private final String kerasName;
  private final boolean elementwise;
  private final BinaryOperator<Tensor> formula;
  private Integer no;

  /**
   * A loss by formula.
   *
   * @param className Keras's name of the class
   * @param kerasName the name it has where none is given
   * @param elementwise whether targets and predictions correspond element by element
   * @param formula of targets and predictions, gives the loss of each sample
   */
  FormulaLoss(
      String className, String kerasName, boolean elementwise, BinaryOperator<Tensor> formula) {
    this.className = className;
    this.kerasName = kerasName;
    this.elementwise = elementwise;
    this.formula = formula;
  }

  /** Targets are labels, of which this is the lower one. */
  FormulaLoss labelsFrom(int lower) {
    no = lower;
    return this;
  }

  @Override
  public void checkTargets(TensorData targets, Shape prediction) {
    if (no != null) {
      Targets.labels(name(), targets, no);
    }
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
  public void checkTypes(TensorType targets, TensorType prediction) {
    if (elementwise) {
      Targets.numbers(name(), targets, prediction);
    }
  }

  @Override
  protected Tensor call(Tensor yTrue, Tensor yPred) {
    return formula.apply(yTrue, yPred);
  }
}
