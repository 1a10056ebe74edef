package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.normalization.BatchNormalization;

/**
 * The layers: a factory for each, for one line per layer in a model, and the registry by Keras's
 * class names. Required arguments are positional; the rest are set in a chain.
 */
public final class Layers extends ActivationLayers {
  /** All layer classes by Keras's names; classes of your own are added here. */
  public static final Registry<Layer> REGISTRY =
      new Registry<Layer>("layer", "keras.layers")
          .add("BatchNormalization", BatchNormalization::new);

  static {
    CoreLayers.addTo(REGISTRY);
    ConvolutionalLayers.addTo(REGISTRY);
    PoolingLayers.addTo(REGISTRY);
    RecurrentLayers.addTo(REGISTRY);
    MergingLayers.addTo(REGISTRY);
    ReshapingLayers.addTo(REGISTRY);
    RegularizationLayers.addTo(REGISTRY);
    ActivationLayers.addTo(REGISTRY);
  }

  private Layers() {}

  /** Normalization of each channel by the statistics of the batch. */
  public static BatchNormalization batchNormalization() {
    return new BatchNormalization();
  }
}
