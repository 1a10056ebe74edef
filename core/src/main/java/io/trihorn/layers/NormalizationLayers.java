package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.normalization.BatchNormalization;
import io.trihorn.layers.normalization.GroupNormalization;
import io.trihorn.layers.normalization.LayerNormalization;
import io.trihorn.layers.normalization.LayerScale;
import io.trihorn.layers.normalization.RMSNormalization;
import io.trihorn.layers.normalization.SpectralNormalization;
import io.trihorn.layers.normalization.UnitNormalization;

/**
 * The registry rows and factories of {@code layers.normalization}, which {@link Layers} inherits.
 */
public abstract class NormalizationLayers extends ActivationLayers {
  NormalizationLayers() {}

  static void addTo(Registry<Layer> registry) {
    registry
        .add("BatchNormalization", BatchNormalization::new)
        .add("LayerNormalization", LayerNormalization::new)
        .add("GroupNormalization", GroupNormalization::new)
        .add("LayerScale", () -> new LayerScale(1, 1))
        .add("RMSNormalization", RMSNormalization::new)
        .add("UnitNormalization", UnitNormalization::new)
        .add("SpectralNormalization", () -> new SpectralNormalization(registry, null));
  }

  /** Normalization of each channel by the statistics of the batch. */
  public static BatchNormalization batchNormalization() {
    return new BatchNormalization();
  }

  /** Normalization of each example over the last axis. */
  public static LayerNormalization layerNormalization() {
    return new LayerNormalization();
  }

  /** A factor for each of so many channels, as in residual blocks of ConvNeXt. */
  public static LayerScale layerScale(double initValues, int projectionDim) {
    return new LayerScale(initValues, projectionDim);
  }

  /** Normalization of so many groups of channels of each example. */
  public static GroupNormalization groupNormalization(int groups) {
    return new GroupNormalization().groups(groups);
  }

  /** Division by the root of the mean square over the last axis. */
  public static RMSNormalization rmsNormalization() {
    return new RMSNormalization();
  }

  /** Division by the length over the last axis. */
  public static UnitNormalization unitNormalization() {
    return new UnitNormalization();
  }

  /** A layer whose kernel is divided by its largest singular value in training. */
  public static SpectralNormalization spectralNormalization(Layer layer) {
    return new SpectralNormalization(Layers.REGISTRY, layer);
  }
}
