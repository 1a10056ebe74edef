package io.trihorn.data.image;

import io.trihorn.ops.image.Resize;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * Resizing of 8-bit images as Pillow does, which is what Keras loads images with: a filter over
 * each axis, widened where the image shrinks, in whole numbers that are rounded after each axis.
 */
enum Resample {
  NEAREST(0, x -> 0),
  BOX(0.5, x -> x <= 0.5 ? 1 : 0),
  BILINEAR(1, x -> Math.max(0, 1 - x)),
  HAMMING(1, Resample::hamming),
  BICUBIC(2, Resize.Method.BICUBIC::weight),
  LANCZOS(3, Resize.Method.LANCZOS3::weight);

  /**
   * Weights are whole numbers in units of 2^-22, as 8 bits and 2 for what filters overshoot remain.
   */
  private static final int PRECISION = 22;

  private final double radius;
  private final DoubleUnaryOperator filter;

  Resample(double radius, DoubleUnaryOperator filter) {
    this.radius = radius;
    this.filter = filter;
  }

  private static double hamming(double x) {
    if (x >= 1) {
      return 0;
    }
    double angle = Math.PI * x;
    return x == 0 ? 1 : Math.sin(angle) / angle * (0.54 + 0.46 * Math.cos(angle));
  }

  static Resample parse(String name) {
    for (Resample method : values()) {
      if (method.name().toLowerCase(Locale.ROOT).equals(name)) {
        return method;
      }
    }
    throw new IllegalArgumentException(
        "interpolation: expected nearest, bilinear, bicubic, hamming, box or lanczos, but got '"
            + name
            + "'");
  }

  /** A part of an image, from a place on. */
  record Box(int top, int left, int height, int width) {}

  /** A part of an image in another size. */
  Pixels resize(Pixels image, Box box, int height, int width) {
    if (this == NEAREST) {
      return nearest(image, box, height, width);
    }
    if (image.channels() == 4) {
      return divided(filtered(multiplied(image), box, height, width));
    }
    return filtered(image, box, height, width);
  }

  private Pixels filtered(Pixels image, Box box, int height, int width) {
    int channels = image.channels();
    Pixels wide =
        box.width() == width && box.left() == 0 && image.width() == width
            ? image
            : alongRows(image, weights(box.left(), box.width(), image.width(), width));
    if (box.height() == height && box.top() == 0 && image.height() == height) {
      return wide;
    }
    Weights rows = weights(box.top(), box.height(), image.height(), height);
    int[] out = new int[height * width * channels];
    int row = width * channels;
    for (int y = 0; y < height; y++) {
      for (int i = 0; i < row; i++) {
        long sum = 1L << (PRECISION - 1);
        for (int k = 0; k < rows.values[y].length; k++) {
          sum += (long) wide.values()[(rows.first[y] + k) * row + i] * rows.values[y][k];
        }
        out[y * row + i] = clip(sum, image.bits());
      }
    }
    return new Pixels(height, width, channels, out, image.bits());
  }

  private static Pixels alongRows(Pixels image, Weights columns) {
    int width = columns.values.length;
    int channels = image.channels();
    int[] out = new int[image.height() * width * channels];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          long sum = 1L << (PRECISION - 1);
          int from = (y * image.width() + columns.first[x]) * channels + c;
          for (int k = 0; k < columns.values[x].length; k++) {
            sum += (long) image.values()[from + k * channels] * columns.values[x][k];
          }
          out[(y * width + x) * channels + c] = clip(sum, image.bits());
        }
      }
    }
    return new Pixels(image.height(), width, channels, out, image.bits());
  }

  private static int clip(long sum, int bits) {
    return (int) Math.max(0, Math.min((1L << bits) - 1, sum >> PRECISION));
  }

  /** For each place the first pixel that counts, and the weights from there on. */
  private record Weights(int[] first, int[][] values) {}

  private Weights weights(double from, double extent, int size, int wanted) {
    double scale = extent / wanted;
    double widen = Math.max(scale, 1);
    double reach = radius * widen;
    int[] first = new int[wanted];
    int[][] values = new int[wanted][];
    for (int i = 0; i < wanted; i++) {
      double center = from + (i + 0.5) * scale;
      first[i] = Math.max(0, (int) (center - reach + 0.5));
      int end = Math.min(size, (int) (center + reach + 0.5));
      double[] part = new double[end - first[i]];
      double sum = 0;
      for (int k = 0; k < part.length; k++) {
        part[k] = filter.applyAsDouble(Math.abs((k + first[i] - center + 0.5) / widen));
        sum += part[k];
      }
      values[i] = new int[part.length];
      for (int k = 0; k < part.length; k++) {
        double weight = (sum == 0 ? part[k] : part[k] / sum) * (1 << PRECISION);
        values[i][k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
      }
    }
    return new Weights(first, values);
  }

  private static Pixels nearest(Pixels image, Box box, int height, int width) {
    int channels = image.channels();
    int[] columns = places(box.left(), box.width(), width);
    int[] rows = places(box.top(), box.height(), height);
    int[] out = new int[height * width * channels];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = (rows[y] * image.width() + columns[x]) * channels;
        System.arraycopy(image.values(), from, out, (y * width + x) * channels, channels);
      }
    }
    return new Pixels(height, width, channels, out, image.bits());
  }

  private static int[] places(int from, int extent, int wanted) {
    int[] places = new int[wanted];
    double step = (double) extent / wanted;
    double at = from + step * 0.5;
    for (int i = 0; i < wanted; i++) {
      places[i] = Math.min(from + extent - 1, (int) at);
      at += step;
    }
    return places;
  }

  /** Colours times alpha, so that what is transparent does not shine through. */
  private static Pixels multiplied(Pixels image) {
    int[] out = image.values().clone();
    for (int i = 0; i < out.length; i += 4) {
      for (int c = 0; c < 3; c++) {
        int product = out[i + c] * out[i + 3] + 128;
        out[i + c] = ((product >> 8) + product) >> 8;
      }
    }
    return new Pixels(image.height(), image.width(), 4, out, image.bits());
  }

  private static Pixels divided(Pixels image) {
    int[] out = image.values().clone();
    for (int i = 0; i < out.length; i += 4) {
      int alpha = out[i + 3];
      for (int c = 0; c < 3 && alpha != 0 && alpha != 255; c++) {
        out[i + c] = Math.min(255, 255 * out[i + c] / alpha);
      }
    }
    return new Pixels(image.height(), image.width(), 4, out, image.bits());
  }
}
