package io.trihorn.layers.regularization;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Tensor;
import io.trihorn.regularizers.Regularizer;
import io.trihorn.regularizers.Regularizers;

/**
 * Passes its input {@code (batch, ...)} on and adds {@code l1 * sum |x| + l2 * sum x^2}, divided by
 * the number of rows, to the loss.
 */
public final class ActivityRegularization extends FluentLayer<ActivityRegularization> {
  private double l1;
  private double l2;

  /** A penalty with these factors; Keras's defaults are 0. */
  public ActivityRegularization(double l1, double l2) {
    this.l1 = l1;
    this.l2 = l2;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    l1 = config.number("l1", l1);
    l2 = config.number("l2", l2);
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    return x;
  }

  /** The penalty that the layer is; it has no other one. */
  @Override
  public Regularizer activityRegularizer() {
    return Regularizers.l1L2(l1, l2);
  }

  /**
   * Fails: the layer's penalty is made of its own two factors.
   *
   * @throws ConfigException always
   */
  @Override
  public void setActivityRegularizer(Regularizer regularizer) {
    throw new ConfigException(
        this
            + ": the activity regularizer should be made of l1 = "
            + l1
            + " and l2 = "
            + l2
            + ", but another one was given; set it on the layer before");
  }
}
