package io.trihorn.studio.record;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Small pictures beside and below each other in one, all of a size.
 *
 * @param png the file
 * @param width of each in pixels
 * @param height of each in pixels
 * @param columns how many there are beside each other
 * @param count how many there are
 */
record Sheet(byte[] png, int width, int height, int columns, int count) {
  private static final int COLUMNS = 16;
  private static final int WHITE = 255;
  private static final int LARGEST = 96;

  /** Rows, columns and channels, 1 or 3, as {@code pixels[(y * width + x) * channels + c]}. */
  record Tile(float[] pixels, int height, int width, int channels) {}

  /**
   * Puts pictures together. The least value of a picture is black and its largest white; large ones
   * are shrunk by leaving out pixels.
   *
   * @param tiles all of a size; at least one
   */
  static Sheet of(List<Tile> tiles) {
    Tile first = tiles.get(0);
    int every = (Math.max(first.height(), first.width()) + LARGEST - 1) / LARGEST;
    int width = (first.width() + every - 1) / every;
    int height = (first.height() + every - 1) / every;
    int columns = Math.min(COLUMNS, tiles.size());
    int rows = (tiles.size() + columns - 1) / columns;
    BufferedImage image =
        new BufferedImage(columns * width, rows * height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < tiles.size(); i++) {
      paint(image, tiles.get(i), i % columns * width, i / columns * height, every);
    }
    return new Sheet(png(image), width, height, columns, tiles.size());
  }

  private static void paint(BufferedImage image, Tile tile, int left, int top, int every) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (float value : tile.pixels()) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    float scale = high > low ? WHITE / (high - low) : 0;
    int channels = tile.channels();
    for (int y = 0; y * every < tile.height(); y++) {
      for (int x = 0; x * every < tile.width(); x++) {
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          int at = (y * every * tile.width() + x * every) * channels + Math.min(c, channels - 1);
          rgb = rgb << 8 | Math.round((tile.pixels()[at] - low) * scale);
        }
        image.setRGB(left + x, top + y, rgb);
      }
    }
  }

  private static byte[] png(BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
