package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.pooling.AdaptiveAveragePooling1D;
import io.trihorn.layers.pooling.AdaptiveAveragePooling2D;
import io.trihorn.layers.pooling.AdaptiveAveragePooling3D;
import io.trihorn.layers.pooling.AdaptiveMaxPooling1D;
import io.trihorn.layers.pooling.AdaptiveMaxPooling2D;
import io.trihorn.layers.pooling.AdaptiveMaxPooling3D;
import io.trihorn.layers.pooling.AveragePooling1D;
import io.trihorn.layers.pooling.AveragePooling2D;
import io.trihorn.layers.pooling.AveragePooling3D;
import io.trihorn.layers.pooling.GlobalAveragePooling1D;
import io.trihorn.layers.pooling.GlobalAveragePooling2D;
import io.trihorn.layers.pooling.GlobalAveragePooling3D;
import io.trihorn.layers.pooling.GlobalMaxPooling1D;
import io.trihorn.layers.pooling.GlobalMaxPooling2D;
import io.trihorn.layers.pooling.GlobalMaxPooling3D;
import io.trihorn.layers.pooling.MaxPooling1D;
import io.trihorn.layers.pooling.MaxPooling2D;
import io.trihorn.layers.pooling.MaxPooling3D;

/** The registry rows and factories of {@code layers.pooling}, which {@link Layers} inherits. */
public abstract class PoolingLayers extends ConvolutionalLayers {
  PoolingLayers() {}

  static void addTo(Registry<Layer> registry) {
    registry
        .add("MaxPooling1D", () -> new MaxPooling1D(2), "MaxPool1D")
        .add("MaxPooling2D", () -> new MaxPooling2D(2), "MaxPool2D")
        .add("MaxPooling3D", () -> new MaxPooling3D(2), "MaxPool3D")
        .add("AveragePooling1D", () -> new AveragePooling1D(2), "AvgPool1D")
        .add("AveragePooling2D", () -> new AveragePooling2D(2), "AvgPool2D")
        .add("AveragePooling3D", () -> new AveragePooling3D(2), "AvgPool3D")
        .add("GlobalMaxPooling1D", GlobalMaxPooling1D::new, "GlobalMaxPool1D")
        .add("GlobalMaxPooling2D", GlobalMaxPooling2D::new, "GlobalMaxPool2D")
        .add("GlobalMaxPooling3D", GlobalMaxPooling3D::new, "GlobalMaxPool3D")
        .add("GlobalAveragePooling1D", GlobalAveragePooling1D::new, "GlobalAvgPool1D")
        .add("GlobalAveragePooling2D", GlobalAveragePooling2D::new, "GlobalAvgPool2D")
        .add("GlobalAveragePooling3D", GlobalAveragePooling3D::new, "GlobalAvgPool3D")
        .add("AdaptiveMaxPooling1D", () -> new AdaptiveMaxPooling1D(1))
        .add("AdaptiveMaxPooling2D", () -> new AdaptiveMaxPooling2D(1))
        .add("AdaptiveMaxPooling3D", () -> new AdaptiveMaxPooling3D(1))
        .add("AdaptiveAveragePooling1D", () -> new AdaptiveAveragePooling1D(1))
        .add("AdaptiveAveragePooling2D", () -> new AdaptiveAveragePooling2D(1))
        .add("AdaptiveAveragePooling3D", () -> new AdaptiveAveragePooling3D(1));
  }

  /** The largest of each window over time; one extent for all axes or one for each. */
  public static MaxPooling1D maxPooling1d(int... poolSize) {
    return new MaxPooling1D(poolSize);
  }

  /** The largest of each window over height and width; one extent for all axes or one for each. */
  public static MaxPooling2D maxPooling2d(int... poolSize) {
    return new MaxPooling2D(poolSize);
  }

  /**
   * The largest of each window over depth, height and width; one extent for all axes or one for
   * each.
   */
  public static MaxPooling3D maxPooling3d(int... poolSize) {
    return new MaxPooling3D(poolSize);
  }

  /** The mean of each window over time; one extent for all axes or one for each. */
  public static AveragePooling1D averagePooling1d(int... poolSize) {
    return new AveragePooling1D(poolSize);
  }

  /** The mean of each window over height and width; one extent for all axes or one for each. */
  public static AveragePooling2D averagePooling2d(int... poolSize) {
    return new AveragePooling2D(poolSize);
  }

  /**
   * The mean of each window over depth, height and width; one extent for all axes or one for each.
   */
  public static AveragePooling3D averagePooling3d(int... poolSize) {
    return new AveragePooling3D(poolSize);
  }

  /** The largest of each channel over time. */
  public static GlobalMaxPooling1D globalMaxPooling1d() {
    return new GlobalMaxPooling1D();
  }

  /** The largest of each channel over height and width. */
  public static GlobalMaxPooling2D globalMaxPooling2d() {
    return new GlobalMaxPooling2D();
  }

  /** The largest of each channel over depth, height and width. */
  public static GlobalMaxPooling3D globalMaxPooling3d() {
    return new GlobalMaxPooling3D();
  }

  /** The mean of each channel over time. */
  public static GlobalAveragePooling1D globalAveragePooling1d() {
    return new GlobalAveragePooling1D();
  }

  /** The mean of each channel over height and width. */
  public static GlobalAveragePooling2D globalAveragePooling2d() {
    return new GlobalAveragePooling2D();
  }

  /** The mean of each channel over depth, height and width. */
  public static GlobalAveragePooling3D globalAveragePooling3d() {
    return new GlobalAveragePooling3D();
  }

  /** The largest of a wanted number of windows over time. */
  public static AdaptiveMaxPooling1D adaptiveMaxPooling1d(int... outputSize) {
    return new AdaptiveMaxPooling1D(outputSize);
  }

  /** The largest of a wanted number of windows over height and width. */
  public static AdaptiveMaxPooling2D adaptiveMaxPooling2d(int... outputSize) {
    return new AdaptiveMaxPooling2D(outputSize);
  }

  /** The largest of a wanted number of windows over depth, height and width. */
  public static AdaptiveMaxPooling3D adaptiveMaxPooling3d(int... outputSize) {
    return new AdaptiveMaxPooling3D(outputSize);
  }

  /** The mean of a wanted number of windows over time. */
  public static AdaptiveAveragePooling1D adaptiveAveragePooling1d(int... outputSize) {
    return new AdaptiveAveragePooling1D(outputSize);
  }

  /** The mean of a wanted number of windows over height and width. */
  public static AdaptiveAveragePooling2D adaptiveAveragePooling2d(int... outputSize) {
    return new AdaptiveAveragePooling2D(outputSize);
  }

  /** The mean of a wanted number of windows over depth, height and width. */
  public static AdaptiveAveragePooling3D adaptiveAveragePooling3d(int... outputSize) {
    return new AdaptiveAveragePooling3D(outputSize);
  }
}
