package io.trihorn.applications;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.HostValues;

/** What the values of images, 0 to 255 in red, green and blue, become for a network. */
enum Preprocessing {
  /** Unchanged: the network begins with layers for it. */
  NONE(1, new double[] {0, 0, 0}, new double[] {1, 1, 1}, false),
  /** From -1 to 1. */
  TF(127.5, new double[] {1, 1, 1}, new double[] {1, 1, 1}, false),
  /** Less ImageNet's mean, and in the order blue, green, red. */
  CAFFE(1, new double[] {103.939, 116.779, 123.68}, new double[] {1, 1, 1}, true),
  /** From 0 to 1, then by ImageNet's mean and standard deviation. */
  TORCH(255, new double[] {0.485, 0.456, 0.406}, new double[] {0.229, 0.224, 0.225}, false);

  private final double unit;
  private final double[] mean;
  private final double[] deviation;
  private final boolean reversed;

  Preprocessing(double unit, double[] mean, double[] deviation, boolean reversed) {
    this.unit = unit;
    this.mean = mean;
    this.deviation = deviation;
    this.reversed = reversed;
  }

  /** By Keras's name of the mode. */
  static Preprocessing ofMode(String mode) {
    return switch (mode) {
      case "caffe" -> CAFFE;
      case "tf" -> TF;
      case "torch" -> TORCH;
      default ->
          throw new IllegalArgumentException(
              "mode: expected caffe, tf or torch, but got '" + mode + "'");
    };
  }

  /**
   * Float32 of the same shape, which is {@code (..., 3)}, or {@code (..., 3, height, width)} where
   * the channels come first.
   */
  TensorData apply(Object images, Layout layout) {
    TensorData given = HostValues.of(images);
    int rank = given.shape().dimension();
    int axis = rank - (layout == Layout.CHANNELS_LAST ? 1 : 3);
    if (axis < 0 || given.shape().get(axis) != 3) {
      throw new ShapeException(
          "images to preprocess should be %s, but are %s"
              .formatted(axis == rank - 1 ? "(..., 3)" : "(..., 3, height, width)", given.shape()));
    }
    // What lies between two channels of a pixel.
    long step = given.shape().slice(axis + 1).size();
    TensorData made = TensorData.zeros(new TensorType(DataType.FLOAT32, given.shape()));
    for (long i = 0; i < given.size(); i++) {
      int channel = (int) (i / step % 3);
      long from = reversed ? i + (2 - 2 * channel) * step : i;
      made.setDouble(i, (given.getDouble(from) / unit - mean[channel]) / deviation[channel]);
    }
    return made;
  }
}
