package io.trihorn.losses;

import io.trihorn.ops.Tensor;

/**
 * The losses as functions, under Keras's names: targets and predictions to the loss of each sample,
 * with default attributes. With others it is for example {@code
 * Losses.huber().delta(2).perSample(yTrue, yPred)}.
 */
public abstract class LossForms {
  LossForms() {}

  /**
   * The loss of each sample with default attributes: the function form of {@link
   * Losses#binaryCrossentropy()}.
   */
  public static Tensor binaryCrossentropy(Tensor yTrue, Tensor yPred) {
    return Losses.binaryCrossentropy().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link
   * Losses#binaryFocalCrossentropy()}.
   */
  public static Tensor binaryFocalCrossentropy(Tensor yTrue, Tensor yPred) {
    return Losses.binaryFocalCrossentropy().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link
   * Losses#categoricalCrossentropy()}.
   */
  public static Tensor categoricalCrossentropy(Tensor yTrue, Tensor yPred) {
    return Losses.categoricalCrossentropy().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link
   * Losses#categoricalFocalCrossentropy()}.
   */
  public static Tensor categoricalFocalCrossentropy(Tensor yTrue, Tensor yPred) {
    return Losses.categoricalFocalCrossentropy().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link
   * Losses#categoricalGeneralizedCrossEntropy()}.
   */
  public static Tensor categoricalGeneralizedCrossEntropy(Tensor yTrue, Tensor yPred) {
    return Losses.categoricalGeneralizedCrossEntropy().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link
   * Losses#sparseCategoricalCrossentropy()}.
   */
  public static Tensor sparseCategoricalCrossentropy(Tensor yTrue, Tensor yPred) {
    return Losses.sparseCategoricalCrossentropy().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link Losses#circle()}.
   */
  public static Tensor circle(Tensor yTrue, Tensor yPred) {
    return Losses.circle().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link
   * Losses#cosineSimilarity()}.
   */
  public static Tensor cosineSimilarity(Tensor yTrue, Tensor yPred) {
    return Losses.cosineSimilarity().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link Losses#huber()}.
   */
  public static Tensor huber(Tensor yTrue, Tensor yPred) {
    return Losses.huber().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link
   * Losses#meanSquaredError()}.
   */
  public static Tensor meanSquaredError(Tensor yTrue, Tensor yPred) {
    return Losses.meanSquaredError().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link Losses#dice()}.
   */
  public static Tensor dice(Tensor yTrue, Tensor yPred) {
    return Losses.dice().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link Losses#tversky()}.
   */
  public static Tensor tversky(Tensor yTrue, Tensor yPred) {
    return Losses.tversky().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link
   * Losses#meanAbsoluteError()}.
   */
  public static Tensor meanAbsoluteError(Tensor yTrue, Tensor yPred) {
    return Losses.meanAbsoluteError().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link
   * Losses#meanAbsolutePercentageError()}.
   */
  public static Tensor meanAbsolutePercentageError(Tensor yTrue, Tensor yPred) {
    return Losses.meanAbsolutePercentageError().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link
   * Losses#meanSquaredLogarithmicError()}.
   */
  public static Tensor meanSquaredLogarithmicError(Tensor yTrue, Tensor yPred) {
    return Losses.meanSquaredLogarithmicError().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link Losses#logCosh()}.
   */
  public static Tensor logCosh(Tensor yTrue, Tensor yPred) {
    return Losses.logCosh().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link
   * Losses#klDivergence()}.
   */
  public static Tensor klDivergence(Tensor yTrue, Tensor yPred) {
    return Losses.klDivergence().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link Losses#poisson()}.
   */
  public static Tensor poisson(Tensor yTrue, Tensor yPred) {
    return Losses.poisson().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link Losses#hinge()}.
   */
  public static Tensor hinge(Tensor yTrue, Tensor yPred) {
    return Losses.hinge().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link
   * Losses#squaredHinge()}.
   */
  public static Tensor squaredHinge(Tensor yTrue, Tensor yPred) {
    return Losses.squaredHinge().perSample(yTrue, yPred);
  }

  /**
   * The loss of each sample with default attributes: the function form of {@link
   * Losses#categoricalHinge()}.
   */
  public static Tensor categoricalHinge(Tensor yTrue, Tensor yPred) {
    return Losses.categoricalHinge().perSample(yTrue, yPred);
  }

  /** The loss of each sample with default attributes: the function form of {@link Losses#ctc()}. */
  public static Tensor ctc(Tensor yTrue, Tensor yPred) {
    return Losses.ctc().perSample(yTrue, yPred);
  }
}
