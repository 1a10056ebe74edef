package io.trihorn.data.image;

import io.trihorn.graph.TensorData;

/**
 * An image of float values, the channels last.
 *
 * @param extent its rows and columns
 * @param channels its channels
 * @param values its values
 */
record FloatImage(Interpolation.Extent extent, int channels, float[] values) {
  /** A tensor {@code (height, width, channels)} as an image. */
  static FloatImage of(TensorData last) {
    long[] dims = last.type().dims();
    return new FloatImage(
        new Interpolation.Extent((int) dims[0], (int) dims[1]), (int) dims[2], last.toFloatArray());
  }

  static FloatImage of(Pixels pixels) {
    float[] values = new float[pixels.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels.values()[i];
    }
    return new FloatImage(
        new Interpolation.Extent(pixels.height(), pixels.width()), pixels.channels(), values);
  }

  TensorData toTensor() {
    return TensorData.of(values, extent.height(), extent.width(), channels);
  }

  /** In another size, distorted where the proportions are others. */
  FloatImage resized(Interpolation method, int height, int width) {
    Interpolation.Extent to = new Interpolation.Extent(height, width);
    return extent.equals(to)
        ? this
        : new FloatImage(to, channels, method.resize(values, extent, to, channels));
  }

  /** The largest part of the middle that has the proportions of a size. */
  FloatImage cropped(int height, int width) {
    int tall = within((int) ((double) extent.width() * height / width), extent.height());
    int wide = within((int) ((double) extent.height() * width / height), extent.width());
    return part((extent.height() - tall) / 2, (extent.width() - wide) / 2, tall, wide);
  }

  private static int within(int wanted, int there) {
    return Math.max(1, Math.min(there, wanted));
  }

  private FloatImage part(int top, int left, int height, int width) {
    float[] out = new float[height * width * channels];
    for (int y = 0; y < height; y++) {
      int from = ((top + y) * extent.width() + left) * channels;
      System.arraycopy(values, from, out, y * width * channels, width * channels);
    }
    return new FloatImage(new Interpolation.Extent(height, width), channels, out);
  }

  /** As large as fits into a size without distortion, in the middle of zeros. */
  FloatImage padded(Interpolation method, int height, int width) {
    float ratio = Math.max((float) extent.width() / width, (float) extent.height() / height);
    float tall = extent.height() / ratio;
    float wide = extent.width() / ratio;
    int top = Math.max(0, (int) Math.floor((height - tall) / 2));
    int left = Math.max(0, (int) Math.floor((width - wide) / 2));
    FloatImage inner = resized(method, (int) Math.floor(tall), (int) Math.floor(wide));
    float[] out = new float[height * width * channels];
    int row = inner.extent.width() * channels;
    for (int y = 0; y < inner.extent.height(); y++) {
      System.arraycopy(inner.values, y * row, out, ((top + y) * width + left) * channels, row);
    }
    return new FloatImage(new Interpolation.Extent(height, width), channels, out);
  }
}
