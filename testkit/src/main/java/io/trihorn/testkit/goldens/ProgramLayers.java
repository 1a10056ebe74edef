package io.trihorn.testkit.goldens;

import io.trihorn.config.Config;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** The layers that only programs of the reference data have. */
final class ProgramLayers {
  static {
    Layers.REGISTRY.addCustom("golden", "AddLoss", AddLoss::new);
  }

  private ProgramLayers() {}

  /** Makes sure that the layers are known. */
  static void register() {
    // The work is done when the class is loaded.
  }

  /** Gives its input, and adds the mean of its squares to the loss. */
  static final class AddLoss extends Layer {
    private double rate;

    @Override
    public void configure(Config config) {
      configureBase(config);
      rate = config.number("rate", rate);
    }

    @Override
    protected Tensor call(Tensor input, Call call) {
      call.addLoss(Ops.multiply(Ops.mean(Ops.square(input)), rate));
      return input;
    }
  }
}
