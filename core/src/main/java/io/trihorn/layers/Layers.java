package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.operations.Operations;

/**
 * The layers: a factory for each, for one line per layer in a model, and the registry by Keras's
 * class names. Required arguments are positional; the rest are set in a chain. Languages that do
 * not inherit static methods, as Scala, import them from the classes of their kinds.
 */
public final class Layers extends ImageLayers {
  /** All layer classes by Keras's names; classes of your own are added here. */
  public static final Registry<Layer> REGISTRY = new Registry<>("layer", "keras.layers");

  static {
    CoreLayers.addTo(REGISTRY);
    ConvolutionalLayers.addTo(REGISTRY);
    PoolingLayers.addTo(REGISTRY);
    RecurrentLayers.addTo(REGISTRY);
    MergingLayers.addTo(REGISTRY);
    ReshapingLayers.addTo(REGISTRY);
    RegularizationLayers.addTo(REGISTRY);
    ActivationLayers.addTo(REGISTRY);
    NormalizationLayers.addTo(REGISTRY);
    AttentionLayers.addTo(REGISTRY);
    PreprocessingLayers.addTo(REGISTRY);
    ImageLayers.addTo(REGISTRY);
    REGISTRY.addModule(Operations.MODULE, () -> Operations.REGISTRY);
  }

  private Layers() {}
}
