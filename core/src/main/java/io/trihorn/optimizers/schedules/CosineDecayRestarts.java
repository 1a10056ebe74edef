package io.trihorn.optimizers.schedules;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * Cosine decay that starts again and again (Loshchilov and Hutter, 2016), each time {@code tMul}
 * times as long and {@code mMul} times as high.
 */
final class CosineDecayRestarts extends Decay {
  private double tMul = 2;
  private double mMul = 1;
  private double alpha;

  CosineDecayRestarts() {
    super("SGDRDecay", "first_decay_steps");
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    tMul = config.number("t_mul", tMul);
    mMul = config.number("m_mul", mMul);
    alpha = config.number("alpha", alpha);
  }

  @Override
  public Tensor rate(Tensor step) {
    Tensor share = Ops.divide(step, steps());
    Tensor restarts;
    Tensor within;
    if (tMul == 1) {
      restarts = Ops.floor(share);
      within = Ops.subtract(share, restarts);
    } else {
      // The lengths of the periods so far are a geometric series. Its inverse may round to just
      // below a whole number where a period begins, so the next one is looked at too.
      Tensor periods = Ops.subtract(1, Ops.multiply(share, 1 - tMul));
      Tensor found = Ops.floor(Ops.divide(Ops.log(periods), Math.log(tMul)));
      Tensor next = Ops.add(found, 1);
      restarts = Ops.where(Ops.lessEqual(before(next), share), next, found);
      within = Ops.divide(Ops.subtract(share, before(restarts)), Ops.power(base(step), restarts));
    }
    Tensor height = Ops.power(step.scalar(mMul), restarts);
    Tensor part = Ops.multiply(CosineDecay.cosine(within, alpha), height);
    return Ops.multiply(Ops.add(part, alpha), initial());
  }

  private Tensor base(Tensor like) {
    return like.scalar(tMul);
  }

  /** The length of this many periods, as a multiple of the first. */
  private Tensor before(Tensor count) {
    return Ops.divide(Ops.subtract(1, Ops.power(base(count), count)), Ops.subtract(1, base(count)));
  }
}
