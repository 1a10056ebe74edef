package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.convolutional.Conv1D;
import io.trihorn.layers.convolutional.Conv1DTranspose;
import io.trihorn.layers.convolutional.Conv2D;
import io.trihorn.layers.convolutional.Conv2DTranspose;
import io.trihorn.layers.convolutional.Conv3D;
import io.trihorn.layers.convolutional.Conv3DTranspose;
import io.trihorn.layers.convolutional.DepthwiseConv1D;
import io.trihorn.layers.convolutional.DepthwiseConv2D;
import io.trihorn.layers.convolutional.SeparableConv1D;
import io.trihorn.layers.convolutional.SeparableConv2D;

/**
 * The registry rows and factories of {@code layers.convolutional}, which {@link Layers} inherits.
 */
public abstract class ConvolutionalLayers extends CoreLayers {
  ConvolutionalLayers() {}

  static void addTo(Registry<Layer> registry) {
    registry
        .add("Conv1D", () -> new Conv1D(1, 1), "Convolution1D")
        .add("Conv2D", () -> new Conv2D(1, 1), "Convolution2D")
        .add("Conv3D", () -> new Conv3D(1, 1), "Convolution3D")
        .add("Conv1DTranspose", () -> new Conv1DTranspose(1, 1), "Convolution1DTranspose")
        .add("Conv2DTranspose", () -> new Conv2DTranspose(1, 1), "Convolution2DTranspose")
        .add("Conv3DTranspose", () -> new Conv3DTranspose(1, 1), "Convolution3DTranspose")
        .add("DepthwiseConv1D", () -> new DepthwiseConv1D(1))
        .add("DepthwiseConv2D", () -> new DepthwiseConv2D(1))
        .add("SeparableConv1D", () -> new SeparableConv1D(1, 1), "SeparableConvolution1D")
        .add("SeparableConv2D", () -> new SeparableConv2D(1, 1), "SeparableConvolution2D");
  }

  /** Convolution over time; the kernel has one extent for all axes or one for each. */
  public static Conv1D conv1d(int filters, int... kernelSize) {
    return new Conv1D(filters, kernelSize);
  }

  /** Convolution over height and width; the kernel has one extent for all axes or one for each. */
  public static Conv2D conv2d(int filters, int... kernelSize) {
    return new Conv2D(filters, kernelSize);
  }

  /**
   * Convolution over depth, height and width; the kernel has one extent for all axes or one for
   * each.
   */
  public static Conv3D conv3d(int filters, int... kernelSize) {
    return new Conv3D(filters, kernelSize);
  }

  /** Transposed convolution over time; the kernel has one extent for all axes or one for each. */
  public static Conv1DTranspose conv1dTranspose(int filters, int... kernelSize) {
    return new Conv1DTranspose(filters, kernelSize);
  }

  /**
   * Transposed convolution over height and width; the kernel has one extent for all axes or one for
   * each.
   */
  public static Conv2DTranspose conv2dTranspose(int filters, int... kernelSize) {
    return new Conv2DTranspose(filters, kernelSize);
  }

  /**
   * Transposed convolution over depth, height and width; the kernel has one extent for all axes or
   * one for each.
   */
  public static Conv3DTranspose conv3dTranspose(int filters, int... kernelSize) {
    return new Conv3DTranspose(filters, kernelSize);
  }

  /**
   * Convolution of each channel over time; the kernel has one extent for all axes or one for each.
   */
  public static DepthwiseConv1D depthwiseConv1d(int... kernelSize) {
    return new DepthwiseConv1D(kernelSize);
  }

  /**
   * Convolution of each channel over height and width; the kernel has one extent for all axes or
   * one for each.
   */
  public static DepthwiseConv2D depthwiseConv2d(int... kernelSize) {
    return new DepthwiseConv2D(kernelSize);
  }

  /** Separable convolution over time; the kernel has one extent for all axes or one for each. */
  public static SeparableConv1D separableConv1d(int filters, int... kernelSize) {
    return new SeparableConv1D(filters, kernelSize);
  }

  /**
   * Separable convolution over height and width; the kernel has one extent for all axes or one for
   * each.
   */
  public static SeparableConv2D separableConv2d(int filters, int... kernelSize) {
    return new SeparableConv2D(filters, kernelSize);
  }
}
