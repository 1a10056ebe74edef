package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.convolutional.Conv1D;
import io.trihorn.layers.convolutional.Conv2D;
import io.trihorn.layers.convolutional.Conv3D;

/** The registry rows and factories of {@code layers.convolutional}. */
abstract class ConvolutionalLayers extends CoreLayers {
  static void addTo(Registry<Layer> registry) {
    registry
        .add("Conv1D", () -> new Conv1D(1, 1), "Convolution1D")
        .add("Conv2D", () -> new Conv2D(1, 1), "Convolution2D")
        .add("Conv3D", () -> new Conv3D(1, 1), "Convolution3D");
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
}
