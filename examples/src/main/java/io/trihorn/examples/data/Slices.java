package io.trihorn.examples.data;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Slices of tissue under a microscope, in square tiles.
 *
 * @param side of a tile
 * @param pictures the tiles of each slice, from 0 to 1, row by row
 * @param masks the same, 1 where there is a membrane
 */
public record Slices(int side, List<float[]> pictures, List<float[]> masks) {
  /**
   * Slices of a directory: {@code image/N.png} and {@code label/N.png} in grey, N from 0; labels
   * are black where there is a membrane.
   *
   * @param most the most that a tile's side may be; it divides that of the slices
   * @throws IOException if one cannot be read
   */
  public static Slices read(Path directory, int most) throws IOException {
    List<float[]> pictures = new ArrayList<>();
    List<float[]> masks = new ArrayList<>();
    int side = most;
    for (int n = 0; Files.exists(directory.resolve("image/" + n + ".png")); n++) {
      BufferedImage image = image(directory.resolve("image/" + n + ".png"));
      BufferedImage label = image(directory.resolve("label/" + n + ".png"));
      side = Math.min(most, image.getWidth());
      pictures.add(tiles(image.getRaster(), side));
      float[] mask = tiles(label.getRaster(), side);
      for (int i = 0; i < mask.length; i++) {
        mask[i] = mask[i] < 0.5 ? 1 : 0;
      }
      masks.add(mask);
    }
    return new Slices(side, pictures, masks);
  }

  private static BufferedImage image(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    if (image == null) {
      throw new IOException(file + " is no picture that Java can read");
    }
    return image;
  }

  private static float[] tiles(Raster raster, int side) {
    int width = raster.getWidth();
    float[] values = raster.getSamples(0, 0, width, raster.getHeight(), 0, (float[]) null);
    for (int i = 0; i < values.length; i++) {
      values[i] /= 255;
    }
    return Tiles.cut(values, width, side);
  }

  /** The first three quarters: to learn from. */
  public Slices train() {
    return between(0, pictures.size() * 3 / 4);
  }

  /** The last quarter: to be judged by. */
  public Slices test() {
    return between(pictures.size() * 3 / 4, pictures.size());
  }

  private Slices between(int from, int to) {
    return new Slices(side, pictures.subList(from, to), masks.subList(from, to));
  }

  /** Tiles float32 {@code (side, side, 1)} and their masks, likewise. */
  public Dataset dataset() {
    return Dataset.of(tensor(pictures), tensor(masks));
  }

  private TensorData tensor(List<float[]> slices) {
    float[] all = joined(slices);
    return TensorData.of(all, all.length / (side * side), side, side, 1);
  }

  private static float[] joined(List<float[]> slices) {
    float[] all = new float[slices.stream().mapToInt(slice -> slice.length).sum()];
    int from = 0;
    for (float[] slice : slices) {
      System.arraycopy(slice, 0, all, from, slice.length);
      from += slice.length;
    }
    return all;
  }

  /** How dark each pixel is, which membranes are more than most. */
  public float[] dark() {
    float[] dark = joined(pictures);
    for (int i = 0; i < dark.length; i++) {
      dark[i] = 1 - dark[i];
    }
    return dark;
  }

  /** The threshold of darkness that finds the membranes best, by {@link #dice}. */
  public double bestThreshold() {
    float[] dark = dark();
    return IntStream.range(1, 100)
        .mapToObj(i -> i / 100.0)
        .max((a, b) -> Double.compare(dice(dark, a), dice(dark, b)))
        .orElseThrow();
  }

  /**
   * Dice's measure of what is above a threshold: twice what was found and is there, by what was
   * found and what is there; 1 is all, and nothing else.
   *
   * @param found a value for each pixel
   */
  public double dice(float[] found, double threshold) {
    float[] mask = joined(masks);
    long both = 0;
    long each = 0;
    for (int i = 0; i < mask.length; i++) {
      boolean in = found[i] > threshold;
      both += in && mask[i] == 1 ? 2 : 0;
      each += (in ? 1 : 0) + (mask[i] == 1 ? 1 : 0);
    }
    return (double) both / each;
  }
}
