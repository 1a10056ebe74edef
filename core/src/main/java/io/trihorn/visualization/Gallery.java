package io.trihorn.visualization;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.image.Images;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.HostValues;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Images in rows and columns, with titles above them and a legend below all. */
final class Gallery {
  private static final String NAME = "plotImageGallery";

  /** The height of titles in points, of which an inch has 72. */
  private static final double POINTS = 8;

  private final ImageBatch images;
  private final GalleryOptions options;
  private final int rows;
  private final int cols;
  private final int cell;
  private final List<String> titles;
  private final Font font;

  private Gallery(ImageBatch images, GalleryOptions options) {
    this.images = images;
    this.options = options;
    this.rows = options.rowsFor(images.count());
    this.cols = Math.max(1, options.colsFor(images.count()));
    this.cell = options.dots();
    this.titles = titles();
    this.font =
        new Font(Font.SANS_SERIF, Font.PLAIN, 1)
            .deriveFont((float) Math.max(6, POINTS * options.dpi() / 72));
  }

  static BufferedImage draw(Object images, GalleryOptions options) {
    ImageBatch batch = ImageBatch.of(NAME, images, options.dataFormat());
    return new Gallery(batch.toBytes(options.low(), options.high()).toLast(), options).draw();
  }

  private List<String> titles() {
    boolean named = options.labels() != null || options.predictions() != null;
    if (named && options.labelMap() == null) {
      throw new IllegalArgumentException(
          NAME + ": yTrue and yPred need a labelMap, the names of the classes");
    }
    List<String> titles = new ArrayList<>();
    for (int i = 0; named && i < images.count(); i++) {
      List<String> parts = new ArrayList<>();
      add(parts, "Label: ", options.labels(), i);
      add(parts, "Pred: ", options.predictions(), i);
      titles.add(String.join("  ", parts));
    }
    return titles;
  }

  private void add(List<String> parts, String what, Object classes, int image) {
    if (classes != null) {
      TensorData data = HostValues.of(classes);
      if (image < data.size()) {
        parts.add(what + options.labelMap().getOrDefault((int) data.getDouble(image), "Unknown"));
      }
    }
  }

  private BufferedImage draw() {
    int line = (int) Math.ceil(font.getSize2D() * 1.5);
    int title = titles.isEmpty() ? 0 : line;
    int legend = options.legend().isEmpty() ? 0 : 2 * line;
    BufferedImage picture =
        new BufferedImage(cols * cell, rows * (cell + title) + legend, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setFont(font);
    if (!options.transparent()) {
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    }
    for (int i = 0; i < Math.min(images.count(), rows * cols); i++) {
      int x = i % cols * cell;
      int y = i / cols * (cell + title);
      if (title > 0) {
        centered(graphics, titles.get(i), x, y + line * 3 / 4, cell);
      }
      place(graphics, image(i), x, y + title);
    }
    legend(graphics, picture.getWidth(), picture.getHeight() - legend / 2, line);
    graphics.dispose();
    return picture;
  }

  private static void centered(Graphics2D graphics, String text, int x, int y, int width) {
    graphics.setColor(Color.BLACK);
    graphics.drawString(text, x + (width - graphics.getFontMetrics().stringWidth(text)) / 2, y);
  }

  /** An image as large as fits, each of its pixels as it is. */
  private void place(Graphics2D graphics, BufferedImage image, int x, int y) {
    double factor = (double) cell / Math.max(image.getWidth(), image.getHeight());
    int width = Math.max(1, (int) Math.round(image.getWidth() * factor));
    int height = Math.max(1, (int) Math.round(image.getHeight() * factor));
    graphics.drawImage(image, x + (cell - width) / 2, y + (cell - height) / 2, width, height, null);
  }

  private BufferedImage image(int index) {
    int channels = images.channels();
    TensorData bytes =
        TensorData.zeros(TensorType.of(DataType.UINT8, images.height(), images.width(), channels));
    long first = images.at(index, 0, 0, 0);
    for (long i = 0; i < bytes.size(); i++) {
      bytes.setLong(i, images.data().getLong(first + i));
    }
    return Images.arrayToImage(bytes, "channels_last", false);
  }

  private void legend(Graphics2D graphics, int width, int middle, int line) {
    FontMetrics metrics = graphics.getFontMetrics();
    int whole =
        options.legend().keySet().stream().mapToInt(t -> metrics.stringWidth(t) + 3 * line).sum();
    int x = (width - whole) / 2;
    for (Map.Entry<String, Color> entry : options.legend().entrySet()) {
      graphics.setColor(entry.getValue());
      graphics.fillRect(x, middle - line / 3, 3 * line / 2, 2 * line / 3);
      graphics.setColor(Color.BLACK);
      graphics.drawString(entry.getKey(), x + 2 * line, middle + line / 3);
      x += metrics.stringWidth(entry.getKey()) + 3 * line;
    }
  }
}
