package io.trihorn.losses;

import io.trihorn.config.Config;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * Losses of regions that should cover each other: {@code Dice} and {@code Tversky}, over the axes
 * given, by default all together.
 */
final class Overlap extends Loss {
  private final boolean tversky;
  private List<Integer> axes;
  private double alpha = 0.5;
  private double beta = 0.5;

  Overlap(boolean tversky) {
    this.tversky = tversky;
  }

  @Override
  public String className() {
    return tversky ? "Tversky" : "Dice";
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    if (tversky) {
      alpha = config.number("alpha", alpha);
      beta = config.number("beta", beta);
    }
    axes = config.integers("axis", axes);
  }

  @Override
  protected Tensor call(Tensor yTrue, Tensor yPred) {
    int[] over = axes == null ? new int[0] : axes.stream().mapToInt(i -> i).toArray();
    return tversky
        ? LossFunctions.tversky(yTrue, yPred, alpha, beta, over)
        : LossFunctions.dice(yTrue, yPred, over);
  }
}
