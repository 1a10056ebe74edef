package io.trihorn.optimizers.schedules;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * {@code start ((1 - alpha) (1 + cos(pi p)) / 2 + alpha)} with {@code p = step / steps}, at most 1.
 * With a warm-up the rate first rises in a line from the initial rate to the target, from which it
 * then decays.
 */
final class CosineDecay extends Decay {
  private double alpha;
  private Double warmupTarget;
  private double warmupSteps;

  CosineDecay() {
    super("CosineDecay", "decay_steps");
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    alpha = config.number("alpha", alpha);
    warmupTarget = config.nullableNumber("warmup_target", warmupTarget);
    warmupSteps = config.number("warmup_steps", warmupSteps);
  }

  /** The part of the cosine at a share of the way, times what is not kept by alpha. */
  static Tensor cosine(Tensor share, double alpha) {
    Tensor half = Ops.multiply(Ops.add(Ops.cos(Ops.multiply(share, Math.PI)), 1), 0.5);
    return Ops.multiply(half, 1 - alpha);
  }

  @Override
  public Tensor rate(Tensor step) {
    if (warmupTarget == null) {
      return decay(step, initial());
    }
    Tensor decayed = decay(Ops.subtract(step, warmupSteps), warmupTarget);
    if (warmupSteps == 0) {
      return decayed;
    }
    double slope = (warmupTarget - initial()) / warmupSteps;
    Tensor rising = Ops.add(Ops.multiply(step, slope), initial());
    return Ops.where(Ops.less(step, warmupSteps), rising, decayed);
  }

  private Tensor decay(Tensor step, double start) {
    Tensor share = Ops.divide(Ops.minimum(step, steps()), steps());
    return Ops.multiply(Ops.add(cosine(share, alpha), alpha), start);
  }
}
