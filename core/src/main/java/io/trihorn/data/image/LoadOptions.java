package io.trihorn.data.image;

/**
 * How {@link Images#loadImage} reads an image.
 *
 * @param colorMode {@code rgb}, {@code rgba} or {@code grayscale}
 * @param targetHeight the height wanted, or 0 for that of the image
 * @param targetWidth the width wanted, or 0
 * @param interpolation {@code nearest}, {@code bilinear}, {@code bicubic}, {@code hamming}, {@code
 *     box} or {@code lanczos}: Pillow's, which smooth where the image shrinks
 * @param keepAspectRatio whether the middle with the wanted proportions is cut out, so that nothing
 *     is distorted
 */
public record LoadOptions(
    String colorMode,
    int targetHeight,
    int targetWidth,
    String interpolation,
    boolean keepAspectRatio) {
  /** Keras's defaults: colours, the image's own size, nearest. */
  public LoadOptions() {
    this("rgb", 0, 0, "nearest", false);
  }

  /** Checks the names. */
  public LoadOptions {
    channels(colorMode);
    Resample.parse(interpolation);
  }

  /** {@code rgb}, {@code rgba} or {@code grayscale}. */
  public LoadOptions colorMode(String mode) {
    return new LoadOptions(mode, targetHeight, targetWidth, interpolation, keepAspectRatio);
  }

  /** An image of this size. */
  public LoadOptions targetSize(int height, int width) {
    return new LoadOptions(colorMode, height, width, interpolation, keepAspectRatio);
  }

  /** How the size is changed. */
  public LoadOptions interpolation(String method) {
    return new LoadOptions(colorMode, targetHeight, targetWidth, method, keepAspectRatio);
  }

  /** Whether the middle with the wanted proportions is cut out. */
  public LoadOptions keepAspectRatio(boolean value) {
    return new LoadOptions(colorMode, targetHeight, targetWidth, interpolation, value);
  }

  int channels() {
    return channels(colorMode);
  }

  static int channels(String colorMode) {
    return switch (colorMode) {
      case "grayscale" -> 1;
      case "rgb" -> 3;
      case "rgba" -> 4;
      default ->
          throw new IllegalArgumentException(
              "colorMode: expected rgb, rgba or grayscale, but got '" + colorMode + "'");
    };
  }

  Pixels resized(Pixels image) {
    int height = targetHeight == 0 ? image.height() : targetHeight;
    int width = targetWidth == 0 ? image.width() : targetWidth;
    if (height == image.height() && width == image.width()) {
      return image;
    }
    int tall = image.height();
    int wide = image.width();
    if (keepAspectRatio) {
      tall = Math.min(image.height(), image.width() * height / width);
      wide = Math.min(image.width(), image.height() * width / height);
    }
    Resample.Box middle =
        new Resample.Box((image.height() - tall) / 2, (image.width() - wide) / 2, tall, wide);
    return Resample.parse(interpolation).resize(image, middle, height, width);
  }
}
