package io.trihorn.metrics;

import io.trihorn.ops.Tensor;

/** The metrics that Keras has as functions too: targets and predictions to a value per sample. */
public abstract class MetricForms {
  MetricForms() {}

  /** The value of each sample: the function form of the metric of this name. */
  public static Tensor binaryAccuracy(Tensor yTrue, Tensor yPred) {
    return Metrics.binaryAccuracy().values(yTrue, yPred);
  }

  /** The value of each sample: the function form of the metric of this name. */
  public static Tensor categoricalAccuracy(Tensor yTrue, Tensor yPred) {
    return Metrics.categoricalAccuracy().values(yTrue, yPred);
  }

  /** The value of each sample: the function form of the metric of this name. */
  public static Tensor sparseCategoricalAccuracy(Tensor yTrue, Tensor yPred) {
    return Metrics.sparseCategoricalAccuracy().values(yTrue, yPred);
  }

  /** The value of each sample: the function form of the metric of this name. */
  public static Tensor pearsonCorrelation(Tensor yTrue, Tensor yPred) {
    return Metrics.pearsonCorrelation().values(yTrue, yPred);
  }

  /** The value of each sample: the function form of the metric of this name. */
  public static Tensor concordanceCorrelation(Tensor yTrue, Tensor yPred) {
    return Metrics.concordanceCorrelation().values(yTrue, yPred);
  }

  /** The value of each sample: the function form of the metric of this name. */
  public static Tensor topKCategoricalAccuracy(Tensor yTrue, Tensor yPred, int k) {
    return Metrics.topKCategoricalAccuracy(k).values(yTrue, yPred);
  }

  /** The value of each sample: the function form of the metric of this name. */
  public static Tensor sparseTopKCategoricalAccuracy(Tensor yTrue, Tensor yPred, int k) {
    return Metrics.sparseTopKCategoricalAccuracy(k).values(yTrue, yPred);
  }
}
