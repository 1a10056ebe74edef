package io.trihorn.model;

import io.trihorn.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How {@code fit} runs: {@code epochs(5).batchSize(64).validation(test)}. Keras's defaults. */
public final class FitOptions {
  private final int epochs;
  private int initialEpoch;
  private int batchSize;
  private boolean shuffle = true;
  private Dataset validation;
  private double validationSplit;
  private int validationFreq = 1;
  private long stepsPerEpoch = Long.MAX_VALUE;
  private Map<Integer, Double> classWeight = Map.of();
  private final List<Callback> callbacks = new ArrayList<>();
  private boolean verbose = true;

  private FitOptions(int epochs) {
    if (epochs < 0) {
      throw new IllegalArgumentException("epochs should be 0 or more, but is " + epochs);
    }
    this.epochs = epochs;
  }

  /** This many passes over the data. */
  public static FitOptions epochs(int count) {
    return new FitOptions(count);
  }

  /** Rows in a batch; by default that of the dataset, else 32. */
  public FitOptions batchSize(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("batchSize should be 1 or more, but is " + rows);
    }
    batchSize = rows;
    return this;
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
    validationFreq = n;
    return this;
  }

  /**
   * This many batches in an epoch; by default all of a pass over the data. Each epoch goes on where
   * the last one stopped, in the same pass; an epoch that meets the end of the data ends there, and
   * the next one begins a new pass.
   */
  public FitOptions stepsPerEpoch(long steps) {
    stepsPerEpoch = steps;
    return this;
  }

  /** The number of the first epoch, for going on with a run; by default 0. */
  public FitOptions initialEpoch(int epoch) {
    initialEpoch = epoch;
    return this;
  }

  /**
   * What the loss of each class's samples is multiplied by; classes left out count 1. For a model
   * of one output whose targets are {@code (batch)}, {@code (batch, 1)} or one-hot {@code (batch,
   * classes)}, without sample weights.
   */
  public FitOptions classWeight(Map<Integer, Double> weights) {
    classWeight = Map.copyOf(new TreeMap<>(weights));
    return this;
  }

  /** Called during training, in the order given. */
  public FitOptions callbacks(Callback... list) {
    callbacks.addAll(List.of(list));
    return this;
  }

  /** Whether a progress bar is printed; by default it is. */
  public FitOptions verbose(boolean value) {
    verbose = value;
    return this;
  }

  int epochs() {
    return epochs;
  }

  int initialEpoch() {
    return initialEpoch;
  }

  int batchSize() {
    return batchSize;
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

  int validationFreq() {
    return validationFreq;
  }

  long stepsPerEpoch() {
    return stepsPerEpoch;
  }

  Map<Integer, Double> classWeight() {
    return classWeight;
  }

  List<Callback> callbacks() {
    return callbacks;
  }

  boolean verbose() {
    return verbose;
  }
}
