package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.regularization.ActivityRegularization;
import io.trihorn.layers.regularization.AlphaDropout;
import io.trihorn.layers.regularization.Dropout;
import io.trihorn.layers.regularization.GaussianDropout;
import io.trihorn.layers.regularization.GaussianNoise;
import io.trihorn.layers.regularization.SpatialDropout1D;
import io.trihorn.layers.regularization.SpatialDropout2D;
import io.trihorn.layers.regularization.SpatialDropout3D;
import io.trihorn.layers.regularization.StochasticDepth;

/**
 * The registry rows and factories of {@code layers.regularization}, which {@link Layers} inherits.
 */
public abstract class RegularizationLayers extends ReshapingLayers {
  RegularizationLayers() {}

  static void addTo(Registry<Layer> registry) {
    registry
        .add("Dropout", () -> new Dropout(0))
        .add("GaussianDropout", () -> new GaussianDropout(0))
        .add("GaussianNoise", () -> new GaussianNoise(0))
        .add("AlphaDropout", () -> new AlphaDropout(0))
        .add("ActivityRegularization", () -> new ActivityRegularization(0, 0))
        .add("StochasticDepth", () -> new StochasticDepth(0))
        .add("SpatialDropout1D", () -> new SpatialDropout1D(0))
        .add("SpatialDropout2D", () -> new SpatialDropout2D(0))
        .add("SpatialDropout3D", () -> new SpatialDropout3D(0));
  }

  /** Dropout of elements at this rate. */
  public static Dropout dropout(double rate) {
    return new Dropout(rate);
  }

  /** Multiplication by normal noise as strong as dropout of this rate. */
  public static GaussianDropout gaussianDropout(double rate) {
    return new GaussianDropout(rate);
  }

  /** Normal noise of this standard deviation. */
  public static GaussianNoise gaussianNoise(double stddev) {
    return new GaussianNoise(stddev);
  }

  /** Dropout at this rate that fits {@code selu}. */
  public static AlphaDropout alphaDropout(double rate) {
    return new AlphaDropout(rate);
  }

  /** A penalty on what passes. */
  public static ActivityRegularization activityRegularization(double l1, double l2) {
    return new ActivityRegularization(l1, l2);
  }

  /** Dropout of whole samples at this rate, as in residual blocks of ConvNeXt. */
  public static StochasticDepth stochasticDepth(double dropPathRate) {
    return new StochasticDepth(dropPathRate);
  }

  /** Dropout of whole channels over time at this rate. */
  public static SpatialDropout1D spatialDropout1d(double rate) {
    return new SpatialDropout1D(rate);
  }

  /** Dropout of whole channels over height and width at this rate. */
  public static SpatialDropout2D spatialDropout2d(double rate) {
    return new SpatialDropout2D(rate);
  }

  /** Dropout of whole channels over depth, height and width at this rate. */
  public static SpatialDropout3D spatialDropout3d(double rate) {
    return new SpatialDropout3D(rate);
  }
}
