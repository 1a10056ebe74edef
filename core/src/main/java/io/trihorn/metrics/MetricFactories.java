package io.trihorn.metrics;

import java.util.List;

/** A factory for each metric; attributes are set in a chain. */
public abstract class MetricFactories extends MetricForms {
  MetricFactories() {}

  /** The mean of values. */
  public static Mean mean() {
    return new Mean();
  }

  /** The sum of values. */
  public static Sum sum() {
    return new Sum();
  }

  /** Predictions equal to targets. */
  public static Accuracies.Accuracy accuracy() {
    return new Accuracies.Accuracy();
  }

  /** Yes or no, by a threshold. */
  public static Accuracies.BinaryAccuracy binaryAccuracy() {
    return new Accuracies.BinaryAccuracy();
  }

  /** Classes, by probabilities. */
  public static Accuracies.CategoricalAccuracy categoricalAccuracy() {
    return new Accuracies.CategoricalAccuracy();
  }

  /** Classes, by index. */
  public static Accuracies.SparseCategoricalAccuracy sparseCategoricalAccuracy() {
    return new Accuracies.SparseCategoricalAccuracy();
  }

  /** Whether the class, by probabilities, is among the k largest predictions. */
  public static TopKAccuracy topKCategoricalAccuracy(int k) {
    return new TopKAccuracy(false).k(k);
  }

  /** Whether the class, by index, is among the k largest predictions. */
  public static TopKAccuracy sparseTopKCategoricalAccuracy(int k) {
    return new TopKAccuracy(true).k(k);
  }

  /** The root of the mean squared error. */
  public static RootMeanSquaredError rootMeanSquaredError() {
    return new RootMeanSquaredError();
  }

  /** The cosine of the angle. */
  public static AlongAxis cosineSimilarity() {
    return new AlongAxis(AlongAxis.Kind.COSINE);
  }

  /** Pearson's correlation. */
  public static AlongAxis pearsonCorrelation() {
    return new AlongAxis(AlongAxis.Kind.PEARSON);
  }

  /** Lin's concordance correlation. */
  public static AlongAxis concordanceCorrelation() {
    return new AlongAxis(AlongAxis.Kind.CONCORDANCE);
  }

  /** The share of the variance that is explained. */
  public static R2Score r2Score() {
    return new R2Score();
  }

  /** How much of what is said to be true is. */
  public static PrecisionRecall precision() {
    return new PrecisionRecall(Cell.FALSE_POSITIVES);
  }

  /** How much of what is true is said to be. */
  public static PrecisionRecall recall() {
    return new PrecisionRecall(Cell.FALSE_NEGATIVES);
  }

  /** The area under a curve. */
  public static Auc auc() {
    return new Auc();
  }

  /** The weighted harmonic mean of precision and recall. */
  public static FBetaScore fBetaScore(double beta) {
    return new FBetaScore(true).beta(beta);
  }

  /** The harmonic mean of precision and recall. */
  public static FBetaScore f1Score() {
    return new FBetaScore(false);
  }

  /** How many true ones are said to be. */
  public static ConditionCount truePositives() {
    return new ConditionCount(Cell.TRUE_POSITIVES);
  }

  /** How many false ones are said to be. */
  public static ConditionCount trueNegatives() {
    return new ConditionCount(Cell.TRUE_NEGATIVES);
  }

  /** How many false ones are said to be true. */
  public static ConditionCount falsePositives() {
    return new ConditionCount(Cell.FALSE_POSITIVES);
  }

  /** How many true ones are said to be false. */
  public static ConditionCount falseNegatives() {
    return new ConditionCount(Cell.FALSE_NEGATIVES);
  }

  /** The best there is where the other is at least so much. */
  public static BestUnder sensitivityAtSpecificity(double specificity) {
    return new BestUnder(BestUnder.Kind.SENSITIVITY_AT_SPECIFICITY).at(specificity);
  }

  /** The best there is where the other is at least so much. */
  public static BestUnder specificityAtSensitivity(double sensitivity) {
    return new BestUnder(BestUnder.Kind.SPECIFICITY_AT_SENSITIVITY).at(sensitivity);
  }

  /** The best there is where the other is at least so much. */
  public static BestUnder precisionAtRecall(double recall) {
    return new BestUnder(BestUnder.Kind.PRECISION_AT_RECALL).at(recall);
  }

  /** The best there is where the other is at least so much. */
  public static BestUnder recallAtPrecision(double precision) {
    return new BestUnder(BestUnder.Kind.RECALL_AT_PRECISION).at(precision);
  }

  /** Intersection over union. Of given classes, by index. */
  public static IntersectionOverUnion iou(int numClasses, List<Integer> targetClassIds) {
    return new IntersectionOverUnion(IntersectionOverUnion.Kind.IOU)
        .numClasses(numClasses)
        .targetClassIds(targetClassIds);
  }

  /** Intersection over union. Of all classes, by index. */
  public static IntersectionOverUnion meanIou(int numClasses) {
    return new IntersectionOverUnion(IntersectionOverUnion.Kind.MEAN).numClasses(numClasses);
  }

  /** Intersection over union. Of yes and no, by a threshold. */
  public static IntersectionOverUnion binaryIou() {
    return new IntersectionOverUnion(IntersectionOverUnion.Kind.BINARY);
  }

  /** Intersection over union. Of given classes, by probabilities. */
  public static IntersectionOverUnion oneHotIou(int numClasses, List<Integer> targetClassIds) {
    return new IntersectionOverUnion(IntersectionOverUnion.Kind.ONE_HOT)
        .numClasses(numClasses)
        .targetClassIds(targetClassIds);
  }

  /** Intersection over union. Of all classes, by probabilities. */
  public static IntersectionOverUnion oneHotMeanIou(int numClasses) {
    return new IntersectionOverUnion(IntersectionOverUnion.Kind.ONE_HOT_MEAN)
        .numClasses(numClasses);
  }

  /** The mean of that loss over samples. */
  public static LossMean meanSquaredError() {
    return new LossMean(LossMean.Kind.MEAN_SQUARED_ERROR);
  }

  /** The mean of that loss over samples. */
  public static LossMean meanAbsoluteError() {
    return new LossMean(LossMean.Kind.MEAN_ABSOLUTE_ERROR);
  }

  /** The mean of that loss over samples. */
  public static LossMean meanAbsolutePercentageError() {
    return new LossMean(LossMean.Kind.PERCENTAGE);
  }

  /** The mean of that loss over samples. */
  public static LossMean meanSquaredLogarithmicError() {
    return new LossMean(LossMean.Kind.LOGARITHMIC);
  }

  /** The mean of that loss over samples. */
  public static LossMean logCoshError() {
    return new LossMean(LossMean.Kind.LOG_COSH);
  }

  /** The mean of that loss over samples. */
  public static LossMean poisson() {
    return new LossMean(LossMean.Kind.POISSON);
  }

  /** The mean of that loss over samples. */
  public static LossMean klDivergence() {
    return new LossMean(LossMean.Kind.KL_DIVERGENCE);
  }

  /** The mean of that loss over samples. */
  public static LossMean hinge() {
    return new LossMean(LossMean.Kind.HINGE);
  }

  /** The mean of that loss over samples. */
  public static LossMean squaredHinge() {
    return new LossMean(LossMean.Kind.SQUARED_HINGE);
  }

  /** The mean of that loss over samples. */
  public static LossMean categoricalHinge() {
    return new LossMean(LossMean.Kind.CATEGORICAL_HINGE);
  }

  /** The mean of that loss over samples. */
  public static LossMean binaryCrossentropy() {
    return new LossMean(LossMean.Kind.BINARY_CROSSENTROPY);
  }

  /** The mean of that loss over samples. */
  public static LossMean categoricalCrossentropy() {
    return new LossMean(LossMean.Kind.CATEGORICAL_CROSSENTROPY);
  }

  /** The mean of that loss over samples. */
  public static LossMean sparseCategoricalCrossentropy() {
    return new LossMean(LossMean.Kind.SPARSE_CATEGORICAL_CROSSENTROPY);
  }
}
