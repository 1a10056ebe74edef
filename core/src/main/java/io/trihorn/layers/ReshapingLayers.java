package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.reshaping.Cropping1D;
import io.trihorn.layers.reshaping.Cropping2D;
import io.trihorn.layers.reshaping.Cropping3D;
import io.trihorn.layers.reshaping.Flatten;
import io.trihorn.layers.reshaping.Permute;
import io.trihorn.layers.reshaping.RepeatVector;
import io.trihorn.layers.reshaping.Reshape;
import io.trihorn.layers.reshaping.UpSampling1D;
import io.trihorn.layers.reshaping.UpSampling2D;
import io.trihorn.layers.reshaping.UpSampling3D;
import io.trihorn.layers.reshaping.ZeroPadding1D;
import io.trihorn.layers.reshaping.ZeroPadding2D;
import io.trihorn.layers.reshaping.ZeroPadding3D;

/** The registry rows and factories of {@code layers.reshaping}, which {@link Layers} inherits. */
public abstract class ReshapingLayers extends MergingLayers {
  ReshapingLayers() {}

  static void addTo(Registry<Layer> registry) {
    registry
        .add("Flatten", Flatten::new)
        .add("Reshape", () -> new Reshape())
        .add("Permute", () -> new Permute())
        .add("RepeatVector", () -> new RepeatVector(1))
        .add("Cropping1D", () -> new Cropping1D(1))
        .add("Cropping2D", () -> new Cropping2D(0))
        .add("Cropping3D", () -> new Cropping3D(1))
        .add("ZeroPadding1D", () -> new ZeroPadding1D(1))
        .add("ZeroPadding2D", () -> new ZeroPadding2D(1))
        .add("ZeroPadding3D", () -> new ZeroPadding3D(1))
        .add("UpSampling1D", () -> new UpSampling1D(2))
        .add("UpSampling2D", () -> new UpSampling2D(2))
        .add("UpSampling3D", () -> new UpSampling3D(2));
  }

  /** All axes but the batch made one. */
  public static Flatten flatten() {
    return new Flatten();
  }

  /** Another shape, without the batch axis; one extent may be -1. */
  public static Reshape reshape(int... targetShape) {
    return new Reshape(targetShape);
  }

  /** Another order of the axes, counted from 1. */
  public static Permute permute(int... dims) {
    return new Permute(dims);
  }

  /** A vector repeated. */
  public static RepeatVector repeatVector(int n) {
    return new RepeatVector(n);
  }

  /** Removal of elements over time: one number, one for each axis, or a pair for each. */
  public static Cropping1D cropping1d(int... cropping) {
    return new Cropping1D(cropping);
  }

  /**
   * Removal of elements over height and width: one number, one for each axis, or a pair for each.
   */
  public static Cropping2D cropping2d(int... cropping) {
    return new Cropping2D(cropping);
  }

  /**
   * Removal of elements over depth, height and width: one number, one for each axis, or a pair for
   * each.
   */
  public static Cropping3D cropping3d(int... cropping) {
    return new Cropping3D(cropping);
  }

  /** Zeros added over time: one number, one for each axis, or a pair for each. */
  public static ZeroPadding1D zeroPadding1d(int... padding) {
    return new ZeroPadding1D(padding);
  }

  /** Zeros added over height and width: one number, one for each axis, or a pair for each. */
  public static ZeroPadding2D zeroPadding2d(int... padding) {
    return new ZeroPadding2D(padding);
  }

  /**
   * Zeros added over depth, height and width: one number, one for each axis, or a pair for each.
   */
  public static ZeroPadding3D zeroPadding3d(int... padding) {
    return new ZeroPadding3D(padding);
  }

  /** Elements repeated over time: one factor for all axes or one for each. */
  public static UpSampling1D upSampling1d(int... size) {
    return new UpSampling1D(size);
  }

  /** Elements repeated over height and width: one factor for all axes or one for each. */
  public static UpSampling2D upSampling2d(int... size) {
    return new UpSampling2D(size);
  }

  /** Elements repeated over depth, height and width: one factor for all axes or one for each. */
  public static UpSampling3D upSampling3d(int... size) {
    return new UpSampling3D(size);
  }
}
