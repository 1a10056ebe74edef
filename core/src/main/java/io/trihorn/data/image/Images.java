package io.trihorn.data.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.HostValues;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Images between files, {@link BufferedImage}s and arrays, as {@code keras.utils} does: {@code
 * load_img}, {@code save_img}, {@code img_to_array}, {@code array_to_img}.
 */
public final class Images {
  private Images() {}

  /** An image of a file, in red, green and blue and its own size. */
  public static BufferedImage loadImage(Path file) throws IOException {
    return loadImage(file, new LoadOptions());
  }

  /**
   * An image of a file.
   *
   * @param options its colours and size
   * @throws IOException if it cannot be read; the message names the file
   */
  public static BufferedImage loadImage(Path file, LoadOptions options) throws IOException {
    return converted(ImageFiles.read(file), options);
  }

  /**
   * An image of a file's bytes, as one that was sent; it is decoded in memory.
   *
   * @param options its colours and size
   * @param mostPixels of an image that is decoded: what it says of its size is looked at before
   * @throws IOException if it cannot be read, or has more pixels
   */
  public static BufferedImage decodeImage(byte[] file, LoadOptions options, long mostPixels)
      throws IOException {
    return converted(ImageFiles.read(file, mostPixels), options);
  }

  private static BufferedImage converted(BufferedImage stored, LoadOptions options) {
    Pixels image =
        eightBits(Pixels.of(stored), options.channels())
            .withChannels(options.channels(), Images::luminance);
    return options.resized(image).toImage();
  }

  /**
   * As Pillow does it: grey images of 16 bits stay what they are, and are cut to 255 where they
   * become colours; of colours of 16 bits the upper 8 count.
   */
  private static Pixels eightBits(Pixels read, int channels) {
    if (read.channels() > 1) {
      return read.narrow();
    }
    return channels == 1 ? read : read.clipped();
  }

  /** Pillow's grey of colours. */
  private static int luminance(int red, int green, int blue) {
    return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  }

  /** An image as float32 {@code (height, width, channels)}. */
  public static TensorData imageToArray(BufferedImage image) {
    return imageToArray(image, "channels_last", DataType.FLOAT32);
  }

  /**
   * An image as an array of its values, which are not scaled.
   *
   * @param dataFormat {@code channels_last} for {@code (height, width, channels)}, {@code
   *     channels_first} for {@code (channels, height, width)}
   * @param dtype the type of the result
   */
  public static TensorData imageToArray(BufferedImage image, String dataFormat, DataType dtype) {
    Pixels pixels = Pixels.of(image);
    TensorData last =
        TensorData.zeros(TensorType.of(dtype, pixels.height(), pixels.width(), pixels.channels()));
    for (int i = 0; i < pixels.values().length; i++) {
      last.setDouble(i, pixels.values()[i]);
    }
    return DataFormat.parse(dataFormat).of(last);
  }

  /** An image of an array {@code (height, width, channels)}, scaled to 0 to 255. */
  public static BufferedImage arrayToImage(Object x) {
    return arrayToImage(x, "channels_last", true);
  }

  /**
   * An image of an array with 1, 3 or 4 channels.
   *
   * @param x of three axes, as in {@link HostValues#of}
   * @param dataFormat where the channels are
   * @param scale whether values are brought to 0 to 255, from their own smallest and largest; else
   *     they are cut to whole numbers, of which the lower 8 bits count
   * @throws ShapeException if it has not three axes, or another number of channels
   */
  public static BufferedImage arrayToImage(Object x, String dataFormat, boolean scale) {
    TensorData given = HostValues.of(x);
    if (given.type().rank() != 3) {
      throw new ShapeException(
          "arrayToImage: expected one image, (height, width, channels), but got " + given.type());
    }
    TensorData last = DataFormat.parse(dataFormat).toLast(given);
    int channels = Math.toIntExact(last.type().dim(2));
    if (channels != 1 && channels != 3 && channels != 4) {
      throw new ShapeException(
          "arrayToImage: expected 1, 3 or 4 channels, but got "
              + channels
              + " in "
              + given.type()
              + " "
              + dataFormat);
    }
    float[] values = last.toFloatArray();
    if (scale) {
      stretch(values);
    }
    float most = 0;
    int[] whole = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      most = Math.max(most, values[i]);
      whole[i] = (int) values[i];
    }
    boolean deep = channels == 1 && most > 255;
    for (int i = 0; i < whole.length; i++) {
      whole[i] &= deep ? 0xffff : 0xff;
    }
    int height = Math.toIntExact(last.type().dim(0));
    int width = Math.toIntExact(last.type().dim(1));
    return new Pixels(height, width, channels, whole, deep ? 16 : 8).toImage();
  }

  private static void stretch(float[] values) {
    float least = Float.POSITIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
    }
    float most = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] -= least;
      most = Math.max(most, values[i]);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (most == 0 ? values[i] : values[i] / most) * 255;
    }
  }

  /**
   * Writes an array {@code (height, width, channels)} scaled to 0 to 255; see {@link
   * #saveImage(Path, Object, String, boolean)}.
   */
  public static void saveImage(Path file, Object x) throws IOException {
    saveImage(file, x, "channels_last", true);
  }

  /**
   * Writes an array as an image, in the format of the file name's ending: png, jpg or jpeg, bmp,
   * gif, or what is plugged into ImageIO. JPEG has no alpha, which is dropped.
   *
   * @param dataFormat as in {@link #arrayToImage(Object, String, boolean)}
   * @param scale the same
   * @throws IOException if it cannot be written, or no writer knows the format
   */
  public static void saveImage(Path file, Object x, String dataFormat, boolean scale)
      throws IOException {
    String name = file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    BufferedImage image = arrayToImage(x, dataFormat, scale);
    if (ending.equals("jpg") || ending.equals("jpeg")) {
      Pixels pixels = Pixels.of(image);
      image = pixels.channels() == 4 ? pixels.withChannels(3, Images::luminance).toImage() : image;
    }
    if (!ImageIO.write(image, ending, file.toFile())) {
      throw new IOException(
          file
              + ": no writer for '"
              + ending
              + "' and "
              + image.getColorModel().getNumComponents()
              + " channels; there are writers for "
              + Arrays.stream(ImageIO.getWriterFileSuffixes()).sorted().toList());
    }
  }

  /**
   * Bilinear, with the channels last; see {@link #smartResize(Object, int, int, String, String)}.
   */
  public static TensorData smartResize(Object x, int height, int width) {
    return smartResize(x, height, width, "bilinear", "channels_last");
  }

  /**
   * Another size without distortion: as much as possible of the middle is cut out with the wanted
   * proportions, and resized; {@code keras.preprocessing.image.smart_resize}.
   *
   * @param x an image of three axes, as in {@link HostValues#of}
   * @param interpolation nearest, bilinear, bicubic, area, lanczos3, lanczos5, gaussian or
   *     mitchellcubic
   * @param dataFormat where the channels are
   * @return float32 {@code (height, width, channels)}, or with the channels first
   * @throws ShapeException if the image has not three axes
   */
  public static TensorData smartResize(
      Object x, int height, int width, String interpolation, String dataFormat) {
    TensorData given = HostValues.of(x);
    if (given.type().rank() != 3) {
      throw new ShapeException(
          "smartResize: expected one image, (height, width, channels), but got " + given.type());
    }
    DataFormat format = DataFormat.parse(dataFormat);
    FloatImage image = FloatImage.of(format.toLast(given));
    Interpolation method = Interpolation.parse(interpolation);
    return format.of(image.cropped(height, width).resized(method, height, width).toTensor());
  }
}
