package io.trihorn.metrics;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.List;

/** The best of one share, over thresholds at which another is at least a given value. */
public final class BestUnder extends ConfusionMetric {
  /** A share: true positives or negatives, among them and a cell of errors. */
  private enum Share {
    SENSITIVITY(Cell.TRUE_POSITIVES, Cell.FALSE_NEGATIVES),
    SPECIFICITY(Cell.TRUE_NEGATIVES, Cell.FALSE_POSITIVES),
    PRECISION(Cell.TRUE_POSITIVES, Cell.FALSE_POSITIVES);

    private final Cell right;
    private final Cell wrong;

    Share(Cell right, Cell wrong) {
      this.right = right;
      this.wrong = wrong;
    }
  }

  /** Keras's metrics of this kind. */
  enum Kind {
    SENSITIVITY_AT_SPECIFICITY(
        "SensitivityAtSpecificity", "specificity", Share.SENSITIVITY, Share.SPECIFICITY),
    SPECIFICITY_AT_SENSITIVITY(
        "SpecificityAtSensitivity", "sensitivity", Share.SPECIFICITY, Share.SENSITIVITY),
    PRECISION_AT_RECALL("PrecisionAtRecall", "recall", Share.PRECISION, Share.SENSITIVITY),
    RECALL_AT_PRECISION("RecallAtPrecision", "precision", Share.SENSITIVITY, Share.PRECISION);

    private final String className;
    private final String key;
    private final Share wanted;
    private final Share given;

    Kind(String className, String key, Share wanted, Share given) {
      this.className = className;
      this.key = key;
      this.wanted = wanted;
      this.given = given;
    }

    String className() {
      return className;
    }
  }

  private final Kind kind;
  private double value = 0.5;
  private int number = 200;
  private Integer classId;

  BestUnder(Kind kind) {
    this.kind = kind;
  }

  @Override
  public String className() {
    return kind.className;
  }

  BestUnder at(double least) {
    set(kind.key, least);
    return this;
  }

  /** How many thresholds are tried; by default 200. */
  public BestUnder numThresholds(int value) {
    set("num_thresholds", value);
    return this;
  }

  /** The only class that is looked at; null for all. */
  public BestUnder classId(Integer value) {
    set("class_id", value);
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    classId = config.nullableInteger("class_id", classId);
    number = config.integer("num_thresholds", number);
    value = config.number(kind.key, value);
    if (!(value >= 0 && value <= 1) || number < 1) {
      throw new ConfigException(
          className()
              + ": "
              + kind.key
              + " should be from 0 to 1 and num_thresholds above 0, but they are "
              + value
              + " and "
              + number);
    }
  }

  @Override
  List<Cell> cells() {
    return List.of(Cell.values());
  }

  @Override
  protected double[] thresholds() {
    return evenThresholds(number);
  }

  @Override
  protected Integer classId() {
    return classId;
  }

  @Override
  public Tensor result(Trace trace) {
    Tensor given = share(trace, kind.given.right, kind.given.wrong);
    Tensor wanted = share(trace, kind.wanted.right, kind.wanted.wrong);
    return Ops.max(Ops.where(Ops.greaterEqual(given, value), wanted, 0));
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }
}
