package io.trihorn.data.directory;

import io.trihorn.data.image.ImageSize;
import io.trihorn.graph.TensorData;
import java.nio.file.Path;
import java.util.List;

/**
 * Images of a folder, {@code keras.utils.image_dataset_from_directory}: float32 {@code (batch,
 * height, width, channels)} with values from 0 to 255. Files end with .bmp, .gif, .jpeg, .jpg or
 * .png; of animations the first image counts.
 */
public final class ImageDataset extends DirectoryDataset<ImageDataset> {
  private ImageSize size =
      new ImageSize(256, 256, "rgb", "bilinear", ImageSize.Fit.STRETCH, "channels_last");

  private ImageDataset(Path directory) {
    super(directory, "images", List.of(".bmp", ".gif", ".jpeg", ".jpg", ".png"));
  }

  /** The images in the folders of a folder, each of which is a class. */
  public static ImageDataset fromDirectory(Path directory) {
    return new ImageDataset(directory);
  }

  @Override
  ImageDataset self() {
    return this;
  }

  /** {@code rgb} (the default), {@code rgba} or {@code grayscale}. */
  public ImageDataset colorMode(String mode) {
    size =
        new ImageSize(
            size.height(), size.width(), mode, size.interpolation(), size.fit(), size.dataFormat());
    return this;
  }

  /** The size of all images, 256 by 256 by default. */
  public ImageDataset imageSize(int height, int width) {
    size =
        new ImageSize(
            height, width, size.colorMode(), size.interpolation(), size.fit(), size.dataFormat());
    return this;
  }

  /** How sizes are changed, {@code bilinear} by default; see {@link ImageSize}. */
  public ImageDataset interpolation(String method) {
    size =
        new ImageSize(
            size.height(), size.width(), size.colorMode(), method, size.fit(), size.dataFormat());
    return this;
  }

  /** What is done with images of other proportions; by default they are distorted. */
  public ImageDataset fit(ImageSize.Fit fit) {
    size =
        new ImageSize(
            size.height(),
            size.width(),
            size.colorMode(),
            size.interpolation(),
            fit,
            size.dataFormat());
    return this;
  }

  /** {@code channels_last} (the default) or {@code channels_first}. */
  public ImageDataset dataFormat(String format) {
    size =
        new ImageSize(
            size.height(),
            size.width(),
            size.colorMode(),
            size.interpolation(),
            size.fit(),
            format);
    return this;
  }

  @Override
  List<TensorData> read(List<Path> files) {
    List<TensorData> images = readAll(files, size::read);
    long[] dims = images.get(0).type().dims();
    return List.of(
        TensorData.concatenate(
            images.stream().map(i -> i.reshape(1, dims[0], dims[1], dims[2])).toList()));
  }
}
