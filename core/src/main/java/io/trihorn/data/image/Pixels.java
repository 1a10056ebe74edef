package io.trihorn.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * The values of an image as they stand in its file, without the conversions of colour spaces that
 * {@code BufferedImage.getRGB} makes.
 *
 * @param height the number of rows
 * @param width the number of columns
 * @param channels 1 for grey, 2 with alpha, 3 for red, green and blue, 4 with alpha
 * @param values the values, the channels running fastest
 * @param bits the bits of a value, 8 or 16
 */
record Pixels(int height, int width, int channels, int[] values, int bits) {
  /** The values of an image. */
  static Pixels of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    ColorModel colors = image.getColorModel();
    if (colors instanceof IndexColorModel palette) {
      return ofPalette(image.getRaster(), palette);
    }
    int bits = colors.getComponentSize(0);
    int[] values = image.getRaster().getPixels(0, 0, width, height, (int[]) null);
    if (bits < 8) {
      int most = (1 << bits) - 1;
      for (int i = 0; i < values.length; i++) {
        values[i] = values[i] * 255 / most;
      }
    }
    Pixels read =
        new Pixels(height, width, image.getRaster().getNumBands(), values, Math.max(8, bits));
    return colors.getColorSpace().getType() == ColorSpace.TYPE_CMYK ? read.ofInks() : read;
  }

  /** Red, green and blue of cyan, magenta, yellow and black, by Pillow's rule. */
  private Pixels ofInks() {
    int[] light = new int[height * width * 3];
    Pixels inks = narrow();
    for (int i = 0; i < height * width; i++) {
      int paper = 255 - inks.values[i * 4 + 3];
      for (int c = 0; c < 3; c++) {
        int part = inks.values[i * 4 + c] * paper + 128;
        light[i * 3 + c] = paper - ((part >> 8) + part >> 8);
      }
    }
    return new Pixels(height, width, 3, light, 8);
  }

  private static Pixels ofPalette(Raster raster, IndexColorModel palette) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int channels = palette.hasAlpha() ? 4 : 3;
    int[] at = raster.getPixels(0, 0, width, height, (int[]) null);
    int[] values = new int[at.length * channels];
    for (int i = 0; i < at.length; i++) {
      int argb = palette.getRGB(at[i]);
      for (int c = 0; c < 3; c++) {
        values[i * channels + c] = argb >> (16 - 8 * c) & 0xff;
      }
      if (channels == 4) {
        values[i * 4 + 3] = argb >>> 24;
      }
    }
    return new Pixels(height, width, channels, values, 8);
  }

  /** With values of 8 bits: of 16 the upper 8. */
  Pixels narrow() {
    if (bits == 8) {
      return this;
    }
    int[] upper = new int[values.length];
    for (int i = 0; i < upper.length; i++) {
      upper[i] = values[i] >> (bits - 8);
    }
    return new Pixels(height, width, channels, upper, 8);
  }

  /** With values of 8 bits: what is larger is the largest. */
  Pixels clipped() {
    int[] small = new int[values.length];
    for (int i = 0; i < small.length; i++) {
      small[i] = Math.min(255, values[i]);
    }
    return new Pixels(height, width, channels, small, 8);
  }

  /** How a grey value is made of red, green and blue. */
  interface Grey {
    int of(int red, int green, int blue);
  }

  /**
   * With another number of channels, 1, 3 or 4: alpha is dropped, or added as opaque.
   *
   * @param grey what makes grey of colours
   */
  Pixels withChannels(int wanted, Grey grey) {
    if (wanted == channels) {
      return this;
    }
    int opaque = (1 << bits) - 1;
    boolean colored = channels > 2;
    int[] out = new int[height * width * wanted];
    for (int i = 0; i < height * width; i++) {
      int red = values[i * channels];
      int green = colored ? values[i * channels + 1] : red;
      int blue = colored ? values[i * channels + 2] : red;
      if (wanted == 1) {
        out[i] = colored ? grey.of(red, green, blue) : red;
      } else {
        out[i * wanted] = red;
        out[i * wanted + 1] = green;
        out[i * wanted + 2] = blue;
      }
      if (wanted == 4) {
        out[i * 4 + 3] = channels == 2 ? values[i * 2 + 1] : opaque;
      }
    }
    return new Pixels(height, width, wanted, out, bits);
  }

  /** An image with these values. */
  BufferedImage toImage() {
    int type =
        switch (channels) {
          case 1 -> bits == 8 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_USHORT_GRAY;
          case 3 -> BufferedImage.TYPE_3BYTE_BGR;
          case 4 -> BufferedImage.TYPE_4BYTE_ABGR;
          default -> throw new IllegalStateException(channels + " channels are no image");
        };
    BufferedImage image = new BufferedImage(width, height, type);
    image.getRaster().setPixels(0, 0, width, height, values);
    return image;
  }
}
