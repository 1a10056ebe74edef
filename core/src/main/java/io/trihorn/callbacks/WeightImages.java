package io.trihorn.callbacks;

import io.trihorn.graph.TensorData;
import io.trihorn.tensorboard.Summary;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * Weights as images, as Keras shows them: vectors as a column, matrices lying, those of three axes
 * as grey images along the last, and those of four with three or four channels in colours. Values
 * from 0 to 1 are black to white.
 *
 * @param count how many images
 * @param height of each
 * @param width of each
 * @param channels 1, 3 or 4
 * @param strides how far elements are apart in the weight: images, rows, columns, channels
 */
record WeightImages(int count, int height, int width, int channels, long[] strides) {
  private static final int MOST = 3;
  private static final double WHITE = 255.5;

  /** The images of a weight; none where it has no such form. */
  static Optional<Summary> of(String tag, TensorData weight) {
    int[] dims =
        Arrays.stream(weight.shape().getShape())
            .filter(extent -> extent != 1)
            .mapToInt(Math::toIntExact)
            .toArray();
    return form(dims).map(form -> form.summary(tag, weight));
  }

  private static Optional<WeightImages> form(int[] d) {
    return switch (d.length) {
      case 1 -> Optional.of(new WeightImages(1, d[0], 1, 1, new long[] {0, 1, 0, 0}));
      case 2 ->
          Optional.of(
              d[0] > d[1]
                  ? new WeightImages(1, d[1], d[0], 1, new long[] {0, 1, d[1], 0})
                  : new WeightImages(1, d[0], d[1], 1, new long[] {0, d[1], 1, 0}));
      case 3 ->
          Optional.of(
              new WeightImages(d[2], d[0], d[1], 1, new long[] {1, (long) d[1] * d[2], d[2], 0}));
      case 4 ->
          d[3] == 3 || d[3] == 4
              ? Optional.of(
                  new WeightImages(
                      d[0],
                      d[1],
                      d[2],
                      d[3],
                      new long[] {(long) d[1] * d[2] * d[3], (long) d[2] * d[3], d[3], 1}))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Summary summary(String tag, TensorData weight) {
    List<byte[]> files = new ArrayList<>();
    for (int i = 0; i < Math.min(count, MOST); i++) {
      files.add(png(weight, i));
    }
    return Summary.images(tag, width, height, files);
  }

  private byte[] png(TensorData weight, int image) {
    int type =
        switch (channels) {
          case 1 -> BufferedImage.TYPE_BYTE_GRAY;
          case 3 -> BufferedImage.TYPE_INT_RGB;
          default -> BufferedImage.TYPE_INT_ARGB;
        };
    BufferedImage pixels = new BufferedImage(width, height, type);
    int[] pixel = new int[channels];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          long at = image * strides[0] + y * strides[1] + x * strides[2] + c * strides[3];
          pixel[c] = (int) Math.max(0, Math.min(255, weight.getDouble(at) * WHITE));
        }
        pixels.getRaster().setPixel(x, y, pixel);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(pixels, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
