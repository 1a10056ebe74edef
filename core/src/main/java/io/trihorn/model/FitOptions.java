package io.trihorn.model;

import io.trihorn.data.Dataset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** How {@code fit} runs: {@code epochs(5).batchSize(64).validation(test)}. Keras's defaults. */
public final class FitOptions extends LoopOptions<FitOptions> {
  private final int epochs;
  private int initialEpoch;
  private boolean shuffle = true;
  private Dataset validation;
  private double validationSplit;
  private IntPredicate validated = epoch -> true;
  private int validationBatchSize;
  private long validationSteps = Long.MAX_VALUE;
  private long stepsPerEpoch = Long.MAX_VALUE;
  private Map<Integer, Double> classWeight = Map.of();

  private FitOptions(int epochs) {
    super(1);
    this.epochs = (int) atLeast(0, "epochs", epochs);
  }

  /** This many passes over the data. */
  public static FitOptions epochs(int count) {
    return new FitOptions(count);
  }

  /**
   * Whether rows come in another order in each epoch; by default they do. Generated data is not.
   */
  public FitOptions shuffle(boolean value) {
    shuffle = value;
    return this;
  }

  /** Data to evaluate on after each epoch. */
  public FitOptions validation(Dataset data) {
    validation = data;
    return this;
  }

  /**
   * The share of the rows, at the end and before shuffling, kept to evaluate on after each epoch.
   * Data given to {@link #validation} are evaluated on instead, and then all rows are trained on.
   * {@code fit} refuses a share that leaves no row on one side.
   */
  public FitOptions validationSplit(double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(
          "validationSplit should be at least 0 and less than 1, but is " + share);
    }
    validationSplit = share;
    return this;
  }

  /** Evaluate after every n-th epoch; by default every one. */
  public FitOptions validationFreq(int n) {
    atLeast(1, "validationFreq", n);
    validated = epoch -> epoch % n == 0;
    return this;
  }

  /** Evaluate after these epochs, counted from 1. */
  public FitOptions validationFreq(List<Integer> epochs) {
    Set<Integer> chosen = Set.copyOf(epochs);
    validated = chosen::contains;
    return this;
  }

  /** Rows in a batch of validation; by default that of the dataset, else that of training. */
  public FitOptions validationBatchSize(int rows) {
    validationBatchSize = (int) atLeast(1, "validationBatchSize", rows);
    return this;
  }

  /** This many batches in each validation, from the first; by default all. */
  public FitOptions validationSteps(long steps) {
    validationSteps = atLeast(1, "validationSteps", steps);
    return this;
  }

  /**
   * This many batches in an epoch; by default all of a pass over the data. Each epoch goes on where
   * the last one stopped, in the same pass; an epoch that meets the end of the data ends there, and
   * the next one begins a new pass.
   */
  public FitOptions stepsPerEpoch(long steps) {
    stepsPerEpoch = atLeast(1, "stepsPerEpoch", steps);
    return this;
  }

  /** The number of the first epoch, for going on with a run; by default 0. */
  public FitOptions initialEpoch(int epoch) {
    initialEpoch = (int) atLeast(0, "initialEpoch", epoch);
    return this;
  }

  /**
   * What the loss of each class's samples is multiplied by; classes left out count 1, and weights
   * for classes that the output does not have count for nothing, as in Keras. For a model of one
   * output whose targets are {@code (batch)}, {@code (batch, 1)} or one-hot {@code (batch,
   * classes)}, without sample weights.
   */
  public FitOptions classWeight(Map<Integer, Double> weights) {
    classWeight = Map.copyOf(new TreeMap<>(weights));
    return this;
  }

  /** Whether a progress bar is printed; by default it is. */
  public FitOptions verbose(boolean value) {
    return verbose(value ? 1 : 0);
  }

  int epochs() {
    return epochs;
  }

  int initialEpoch() {
    return initialEpoch;
  }

  boolean shuffle() {
    return shuffle;
  }

  Dataset validation() {
    return validation;
  }

  double validationSplit() {
    return validationSplit;
  }

  /** Whether there is a validation after an epoch, counted from 0. */
  boolean isValidated(int epoch) {
    return validated.test(epoch + 1);
  }

  int validationBatchSize() {
    return validationBatchSize;
  }

  long validationSteps() {
    return validationSteps;
  }

  long stepsPerEpoch() {
    return stepsPerEpoch;
  }

  Map<Integer, Double> classWeight() {
    return classWeight;
  }
}
