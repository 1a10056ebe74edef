package io.trihorn.layers;

import io.trihorn.config.Registry;
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

/** The registry rows and factories of {@code layers.pooling}. */
abstract class PoolingLayers extends ConvolutionalLayers {
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
        .add("GlobalAveragePooling3D", GlobalAveragePooling3D::new, "GlobalAvgPool3D");
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
}
