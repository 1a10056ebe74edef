package io.trihorn.losses;

import io.trihorn.config.Config;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Losses of regions that should cover each other: {@code Dice} and {@code Tversky}, over the axes
 * given, by default all together.
 */
public final class Overlap extends Loss {
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

  /** The weight of what was missed, for Tversky; by default 0.5. */
  public Overlap alpha(double value) {
    alpha = value;
    return this;
  }

  /** The weight of what was wrongly found, for Tversky; by default 0.5. */
  public Overlap beta(double value) {
    beta = value;
    return this;
  }

  /** The axes of a region; by default all. */
  public Overlap axis(int... value) {
    axes = Arrays.stream(value).boxed().toList();
    return this;
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
