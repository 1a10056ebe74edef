package io.trihorn.data.image;

import io.trihorn.ops.image.Resize;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * Resizing of images to float values, as {@code tf.image.resize} without antialiasing, which is
 * what Keras resizes the images of folders by. Pixels are areas, so their centers stand at halves.
 */
enum Interpolation {
  NEAREST,
  BILINEAR,
  BICUBIC,
  AREA,
  LANCZOS3(3, Resize.Method.LANCZOS3::weight),
  LANCZOS5(5, Resize.Method.LANCZOS5::weight),
  GAUSSIAN(1.5, x -> x < 1.5 ? Math.exp(-2 * x * x) : 0),
  MITCHELLCUBIC(2, Interpolation::mitchell);

  /** TensorFlow looks the cubic kernel up in a table of this many steps for a pixel. */
  private static final int CUBIC_STEPS = 1024;

  private final double radius;
  private final DoubleUnaryOperator kernel;

  Interpolation() {
    this(0, null);
  }

  Interpolation(double radius, DoubleUnaryOperator kernel) {
    this.radius = radius;
    this.kernel = kernel;
  }

  private static double mitchell(double x) {
    if (x < 1) {
      return (7 * x - 12) * x * x / 6 + 8.0 / 9;
    }
    return ((-7 * x / 18 + 2) * x - 10.0 / 3) * x + 16.0 / 9;
  }

  static Interpolation parse(String name) {
    for (Interpolation method : values()) {
      if (method.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return method;
      }
    }
    throw new IllegalArgumentException(
        "interpolation: expected one of "
            + Arrays.toString(values()).toLowerCase(Locale.ROOT)
            + ", but got '"
            + name
            + "'");
  }

  /** What one place of the result is made of: the first place that counts, and the weights. */
  private record Part(int first, float[] weights) {
    float of(float[] values, int offset, int step) {
      float sum = 0;
      for (int k = 0; k < weights.length; k++) {
        sum += values[offset + (first + k) * step] * weights[k];
      }
      return sum;
    }
  }

  /**
   * An image {@code (height, width, channels)} in another size.
   *
   * @param from the image's rows and columns
   * @param to those of the result
   */
  float[] resize(float[] image, Extent from, Extent to, int channels) {
    Part[] columns = parts(from.width(), to.width());
    float[] wide = new float[from.height() * to.width() * channels];
    for (int y = 0; y < from.height(); y++) {
      for (int x = 0; x < to.width(); x++) {
        for (int c = 0; c < channels; c++) {
          wide[(y * to.width() + x) * channels + c] =
              columns[x].of(image, y * from.width() * channels + c, channels);
        }
      }
    }
    Part[] rows = parts(from.height(), to.height());
    int row = to.width() * channels;
    float[] out = new float[to.height() * row];
    for (int y = 0; y < to.height(); y++) {
      for (int i = 0; i < row; i++) {
        out[y * row + i] = rows[y].of(wide, i, row);
      }
    }
    return out;
  }

  /** A number of rows and of columns. */
  record Extent(int height, int width) {}

  private Part[] parts(int from, int to) {
    Part[] parts = new Part[to];
    float step = (float) from / to;
    for (int i = 0; i < to; i++) {
      parts[i] =
          switch (this) {
            case NEAREST ->
                new Part(Math.min(from - 1, (int) ((i + 0.5f) * step)), new float[] {1});
            case BILINEAR -> linear((i + 0.5f) * step - 0.5f, from);
            case BICUBIC -> cubic((i + 0.5f) * step - 0.5f, from);
            case AREA -> area(i * step, (i + 1) * step, from);
            default -> kernel((i + 0.5f) * step, from);
          };
    }
    return parts;
  }

  private static Part linear(float at, int from) {
    int lower = (int) Math.floor(at);
    float share = at - lower;
    if (lower < 0 || lower >= from - 1) {
      return new Part(Math.max(0, Math.min(from - 1, lower)), new float[] {1});
    }
    return new Part(lower, new float[] {1 - share, share});
  }

  private static Part cubic(float at, int from) {
    int lower = (int) Math.floor(at);
    double share = Math.rint((at - lower) * CUBIC_STEPS) / CUBIC_STEPS;
    int first = Math.max(0, lower - 1);
    float[] weights = new float[Math.min(from, lower + 3) - first];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = (float) Resize.Method.BICUBIC.weight(Math.abs(share - (first + k - lower)));
    }
    return new Part(first, normalized(weights));
  }

  private static Part area(float begin, float end, int from) {
    int first = (int) Math.floor(begin);
    float[] weights = new float[Math.min(from, (int) Math.ceil(end)) - first];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = Math.min(end, first + k + 1f) - Math.max(begin, first + k);
    }
    return new Part(first, normalized(weights));
  }

  private Part kernel(float center, int from) {
    int first = Math.max(0, (int) Math.ceil(center - radius - 0.5));
    int last = Math.min(from - 1, (int) Math.floor(center + radius - 0.5));
    float[] weights = new float[last - first + 1];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = (float) kernel.applyAsDouble(Math.abs(first + k + 0.5 - center));
    }
    return new Part(first, normalized(weights));
  }

  private static float[] normalized(float[] weights) {
    float sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    for (int k = 0; k < weights.length && sum != 0; k++) {
      weights[k] /= sum;
    }
    return weights;
  }
}
