package io.trihorn.losses;

import io.trihorn.config.Config;
import io.trihorn.ops.Crossentropies;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * Binary cross-entropy times {@code (1 - q)^gamma}, where {@code q} is the probability of what is
 * true (Lin et al., 2017); balanced, also times {@code alpha} for 1 and {@code 1 - alpha} for 0.
 */
public final class BinaryFocalCrossentropy extends Loss {
  private boolean balanced;
  private double alpha = 0.25;
  private double gamma = 2;
  private boolean fromLogits;
  private double labelSmoothing;
  private int axis = -1;

  @Override
  public void configure(Config config) {
    super.configure(config);
    fromLogits = config.bool("from_logits", fromLogits);
    labelSmoothing = config.number("label_smoothing", labelSmoothing);
    axis = config.integer("axis", axis);
    balanced = config.bool("apply_class_balancing", balanced);
    alpha = config.number("alpha", alpha);
    gamma = config.number("gamma", gamma);
  }

  @Override
  protected Tensor call(Tensor yTrue, Tensor yPred) {
    Tensor t = Crossentropies.smooth(yTrue, labelSmoothing, 2);
    Tensor p = fromLogits ? Nn.sigmoid(yPred) : yPred;
    Tensor loss = Crossentropies.binary(t, p, false);
    Tensor factor = Ops.power(Ops.subtract(1, mixed(t, p)), gamma);
    Tensor focal = Ops.multiply(factor, loss);
    if (balanced) {
      Tensor weight = mixed(t, p.scalar(alpha));
      focal = Ops.multiply(weight, focal);
    }
    return Ops.mean(focal, axis);
  }

  /** {@code t x + (1 - t)(1 - x)}. */
  private static Tensor mixed(Tensor t, Tensor x) {
    Tensor no = Ops.multiply(Ops.subtract(1, t), Ops.subtract(1, x));
    return Ops.add(Ops.multiply(t, x), no);
  }
}
