package io.trihorn.examples.data;

import io.trihorn.data.Dataset;
import io.trihorn.data.Sample;
import io.trihorn.graph.TensorData;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Pictures in one directory for each class, as Keras's {@code image_dataset_from_directory}. */
public final class ImageFolder {
  private ImageFolder() {}

  /**
   * Pictures float32 {@code (height, width, 3)} from 0 to 255 in red, green and blue, and labels
   * int32 {@code ()}: the places of the directories in the alphabet. They are read once.
   *
   * @throws IOException if there are no directories, or one cannot be listed
   */
  public static Dataset read(Path directory, int height, int width) throws IOException {
    List<Path> classes = list(directory).stream().filter(Files::isDirectory).toList();
    if (classes.isEmpty()) {
      throw new IOException(directory + " has no directories, of which each would be a class");
    }
    List<Sample> pictures = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      for (Path file : list(classes.get(label))) {
        pictures.add(Sample.of(pixels(file, height, width), label));
      }
    }
    return Dataset.generate(pictures).cache();
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static TensorData pixels(Path file, int height, int width) throws IOException {
    BufferedImage read = ImageIO.read(file.toFile());
    if (read == null) {
      throw new IOException(file + " is no picture that Java can read");
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(read, 0, 0, width, height, null);
    graphics.dispose();
    int[] rgb = image.getRGB(0, 0, width, height, null, 0, width);
    float[] values = new float[3 * rgb.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rgb[i / 3] >> (8 * (2 - i % 3)) & 0xff;
    }
    return TensorData.of(values, height, width, 3);
  }
}
