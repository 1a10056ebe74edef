package io.trihorn.layers.activations;

import io.trihorn.activations.Activations;
import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Tensor;

/** An activation function as a layer. */
public final class Activation extends FluentLayer<Activation> {
  private io.trihorn.activations.Activation activation;

  /** The function of Keras's name. */
  public Activation(String name) {
    activation = Activations.get(name);
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    activation = Activations.configure(config, "activation", activation);
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    return activation.call(x);
  }
}
