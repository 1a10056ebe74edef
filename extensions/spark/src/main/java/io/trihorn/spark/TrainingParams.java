package io.trihorn.spark;

import io.trihorn.distribution.workers.Averaging;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** The parameters of training. */
final class TrainingParams {
  private static final int DEFAULT_CHECKPOINT_STEPS = 100;

  private final Params owner;
  final StringArrayParam labelCols;
  final Param<String> weightCol;
  final IntParam epochs;
  final IntParam workers;
  final IntParam averagingSteps;
  final BooleanParam oneBit;
  final BooleanParam shuffle;
  final LongParam seed;
  final DoubleParam learningRate;
  final Param<String> checkpointDir;
  final IntParam checkpointSteps;

  TrainingParams(Params owner) {
    this.owner = owner;
    labelCols =
        new StringArrayParam(
            owner, "labelCols", "a column for each output, or all columns of the only one");
    weightCol = new Param<>(owner, "weightCol", "the column of the rows' weights; none if empty");
    epochs = new IntParam(owner, "epochs", "passes over the rows (> 0)", ParamValidators.gt(0));
    workers =
        new IntParam(
            owner,
            "workers",
            "the tasks that train at a time; 0 for as many as Spark runs (>= 0)",
            ParamValidators.gtEq(0));
    averagingSteps =
        new IntParam(
            owner,
            "averagingSteps",
            "the steps that workers make alone before weights are averaged; 0 for the mean of the gradients in each step (>= 0)",
            ParamValidators.gtEq(0));
    oneBit =
        new BooleanParam(
            owner,
            "oneBit",
            "whether of gradients one bit an element is sent; with averagingSteps of 0");
    shuffle = new BooleanParam(owner, "shuffle", "whether each epoch has another order of rows");
    seed = new LongParam(owner, "seed", "of the orders of rows");
    learningRate =
        new DoubleParam(
            owner, "learningRate", "instead of the optimizer's (> 0)", ParamValidators.gt(0));
    checkpointDir =
        new Param<>(
            owner,
            "checkpointDir",
            "a folder that all executors reach, for what a restart begins with; none if empty");
    checkpointSteps =
        new IntParam(
            owner, "checkpointSteps", "steps between checkpoints (> 0)", ParamValidators.gt(0));
    owner.setDefault(labelCols, new String[] {"label"});
    owner.setDefault(weightCol, "");
    owner.setDefault(epochs, 1);
    owner.setDefault(workers, 0);
    owner.setDefault(averagingSteps, 0);
    owner.setDefault(oneBit, false);
    owner.setDefault(shuffle, true);
    owner.setDefault(seed, 0L);
    owner.setDefault(checkpointDir, "");
    owner.setDefault(checkpointSteps, DEFAULT_CHECKPOINT_STEPS);
  }

  List<String> labels() {
    return Arrays.asList(owner.getOrDefault(labelCols));
  }

  /** The column of weights, or null. */
  String weight() {
    String column = owner.getOrDefault(weightCol);
    return column.isEmpty() ? null : column;
  }

  int count(IntParam param) {
    return (Integer) owner.getOrDefault(param);
  }

  /**
   * What workers exchange.
   *
   * @throws TrihornSparkException if it does not go together
   */
  Averaging averaging() {
    try {
      return new Averaging(count(averagingSteps), (Boolean) owner.getOrDefault(oneBit));
    } catch (IllegalArgumentException e) {
      throw new TrihornSparkException(e.getMessage(), e);
    }
  }

  boolean shuffles() {
    return (Boolean) owner.getOrDefault(shuffle);
  }

  long seedValue() {
    return (Long) owner.getOrDefault(seed);
  }

  Double rateOrNull() {
    return owner.isDefined(learningRate) ? (Double) owner.getOrDefault(learningRate) : null;
  }

  /** The folder of checkpoints, or null. */
  String folder() {
    String name = owner.getOrDefault(checkpointDir);
    return name.isEmpty() ? null : name;
  }
}
