package io.trihorn.data.image;

import io.trihorn.graph.TensorData;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How the images of a folder are brought to one form, as {@code image_dataset_from_directory} does.
 *
 * @param height the height of all
 * @param width the width of all
 * @param colorMode {@code rgb}, {@code rgba} or {@code grayscale}
 * @param interpolation {@code bilinear}, {@code nearest}, {@code bicubic}, {@code area}, {@code
 *     lanczos3}, {@code lanczos5}, {@code gaussian} or {@code mitchellcubic}, none of which smooths
 *     where an image shrinks
 * @param fit what is done with other proportions
 * @param dataFormat {@code channels_last} or {@code channels_first}
 */
public record ImageSize(
    int height, int width, String colorMode, String interpolation, Fit fit, String dataFormat) {
  /** What is done with images of other proportions. */
  public enum Fit {
    /** They are distorted. */
    STRETCH,
    /** The middle is cut out. */
    CROP,
    /** Zeros are added at two sides. */
    PAD
  }

  /** Checks the sizes and names. */
  public ImageSize {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "imageSize: expected two numbers above 0, but got " + height + " and " + width);
    }
    LoadOptions.channels(colorMode);
    Interpolation.parse(interpolation);
    DataFormat.parse(dataFormat);
  }

  /** The number of channels. */
  public int channels() {
    return LoadOptions.channels(colorMode);
  }

  /**
   * Reads an image, float32 with values from 0 to 255 in this form.
   *
   * @throws IOException if it cannot be read; the message names the file
   */
  public TensorData read(Path file) throws IOException {
    Pixels pixels = Pixels.of(ImageFiles.read(file)).narrow();
    FloatImage image = FloatImage.of(pixels.withChannels(channels(), ImageSize::grey));
    Interpolation method = Interpolation.parse(interpolation);
    FloatImage sized =
        switch (fit) {
          case STRETCH -> image.resized(method, height, width);
          case CROP -> image.cropped(height, width).resized(method, height, width);
          case PAD -> image.padded(method, height, width);
        };
    return DataFormat.parse(dataFormat).of(sized.toTensor());
  }

  /** The grey of libpng, which TensorFlow reads with: cut, not rounded. */
  private static int grey(int red, int green, int blue) {
    return red == green && green == blue ? red : (red * 9798 + green * 19235 + blue * 3735) >> 15;
  }
}
