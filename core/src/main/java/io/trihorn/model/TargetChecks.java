package io.trihorn.model;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.losses.Loss;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/** Whether targets are what a loss takes, where they count. */
final class TargetChecks {
  private TargetChecks() {}

  /**
   * Refuses targets that a loss does not take. What has the weight 0 does not count. Where a mask
   * says what counts, numbers are not looked at; classes are, as TensorFlow does.
   *
   * @param weights of the samples, or null
   * @param prediction the shape of the predictions
   * @param masked whether these carry a mask
   */
  static void check(
      Loss loss, TensorData targets, TensorData weights, Shape prediction, BooleanSupplier masked) {
    try {
      loss.checkTargets(targets, prediction);
    } catch (IllegalArgumentException e) {
      if (!loss.sparseTargets() && masked.getAsBoolean()) {
        return;
      }
      TensorData counting = weights == null ? targets : counting(targets, weights);
      if (counting == targets) {
        throw e;
      }
      loss.checkTargets(counting, prediction);
    }
  }

  /** The targets with 0 where the weight is; themselves if weights are not for rows or steps. */
  private static TensorData counting(TensorData targets, TensorData weights) {
    long[] axes = weights.type().dims();
    int rank = axes.length;
    while (rank > 0 && axes[rank - 1] == 1) {
      rank--;
    }
    long[] dims = targets.type().dims();
    if (rank > dims.length || !Arrays.equals(axes, 0, rank, dims, 0, rank)) {
      return targets;
    }
    TensorData counting = targets.copy();
    long each = weights.size() == 0 ? 0 : targets.size() / weights.size();
    for (long i = 0; i < weights.size(); i++) {
      if (weights.getDouble(i) == 0) {
        for (long k = i * each; k < (i + 1) * each; k++) {
          counting.setDouble(k, 0);
        }
      }
    }
    return counting;
  }
}
