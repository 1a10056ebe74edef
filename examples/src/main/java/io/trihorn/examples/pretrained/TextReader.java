package io.trihorn.examples.pretrained;

import io.trihorn.backend.onnx.Onnx;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the text of an image with PP-OCR: a detector says where lines are, a recognizer gives the
 * characters of each column of a line, of which those that repeat are one (CTC).
 */
public final class TextReader implements AutoCloseable {
  /** Sides that the detector takes are multiples of this. */
  private static final int STEP = 32;

  private static final int LONGEST = 960;
  private static final int LINE_HEIGHT = 48;
  private static final float[] MEANS = {0.485f, 0.456f, 0.406f};
  private static final float[] DEVIATIONS = {0.229f, 0.224f, 0.225f};

  private final Model detector;
  private final Model recognizer;
  private final List<String> characters;

  /**
   * The models.
   *
   * @param models has {@code ch_PP-OCRv4_det_infer.onnx}, {@code ch_PP-OCRv4_rec_infer.onnx} and
   *     the characters, {@code ppocr_keys_v1.txt}
   */
  public TextReader(ModelFolder models) throws IOException {
    detector = Onnx.load(models.file("ch_PP-OCRv4_det_infer.onnx"));
    recognizer = Onnx.load(models.file("ch_PP-OCRv4_rec_infer.onnx"));
    characters = new ArrayList<>(Files.readAllLines(models.file("ppocr_keys_v1.txt")));
    characters.add(" ");
  }

  /** The lines of text in an image, from above. */
  public List<String> read(BufferedImage image) {
    double scale = Math.min(1, (double) LONGEST / Math.max(image.getWidth(), image.getHeight()));
    int width = multiple(image.getWidth() * scale);
    int height = multiple(image.getHeight() * scale);
    TensorData pixels = pixels(part(image, whole(image), width, height), MEANS, DEVIATIONS);
    float[] map = detector.predictOnBatch(pixels).get(0).toFloatArray();
    List<String> lines = new ArrayList<>();
    for (Boxes.Box box : Boxes.find(map, width, height)) {
      Boxes.Box there =
          new Boxes.Box(
              box.left() * image.getWidth() / width,
              box.top() * image.getHeight() / height,
              box.right() * image.getWidth() / width,
              box.bottom() * image.getHeight() / height);
      lines.add(line(image, there));
    }
    return lines;
  }

  private static Boxes.Box whole(BufferedImage image) {
    return new Boxes.Box(0, 0, image.getWidth(), image.getHeight());
  }

  private static int multiple(double side) {
    return Math.max(STEP, (int) Math.round(side / STEP) * STEP);
  }

  private String line(BufferedImage image, Boxes.Box box) {
    int width = multiple((double) LINE_HEIGHT * box.width() / box.height());
    float[] half = {0.5f, 0.5f, 0.5f};
    TensorData pixels = pixels(part(image, box, width, LINE_HEIGHT), half, half);
    TensorData scores = recognizer.predictOnBatch(pixels).get(0);
    int columns = (int) scores.type().dim(1);
    return text(scores.toFloatArray(), columns, characters);
  }

  /**
   * The likeliest character of each column; repeated ones are one, and class 0 stands between.
   *
   * @param scores of the classes of each column
   * @param characters of the classes from 1
   */
  static String text(float[] scores, int columns, List<String> characters) {
    int classes = scores.length / columns;
    StringBuilder text = new StringBuilder();
    int last = 0;
    for (int column = 0; column < columns; column++) {
      int best = 0;
      for (int i = 1; i < classes; i++) {
        if (scores[column * classes + i] > scores[column * classes + best]) {
          best = i;
        }
      }
      if (best != last && best > 0) {
        text.append(characters.get(best - 1));
      }
      last = best;
    }
    return text.toString();
  }

  private static BufferedImage part(BufferedImage image, Boxes.Box box, int width, int height) {
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(
        image, 0, 0, width, height, box.left(), box.top(), box.right(), box.bottom(), null);
    graphics.dispose();
    return scaled;
  }

  /** {@code (1, 3, height, width)}: blue, green and red, as these networks were trained. */
  private static TensorData pixels(BufferedImage image, float[] means, float[] deviations) {
    int area = image.getWidth() * image.getHeight();
    int[] rgb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    float[] values = new float[3 * area];
    for (int i = 0; i < values.length; i++) {
      int channel = i / area;
      int level = rgb[i % area] >> (8 * channel) & 0xff;
      values[i] = (level / 255f - means[channel]) / deviations[channel];
    }
    return TensorData.of(values, 1, 3, image.getHeight(), image.getWidth());
  }

  @Override
  public void close() {
    detector.close();
    recognizer.close();
  }
}
