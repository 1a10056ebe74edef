package io.trihorn.plots;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;

/**
 * Something that can be painted, as lines and letters (SVG, PDF) or as pixels (PNG).
 *
 * @param width the width in pixels of an image that is not scaled
 * @param height its height
 * @param painter paints it, on white
 */
public record Picture(int width, int height, Painter painter) {
  /** The endings of the files that pictures are written to. */
  static final Set<String> FORMATS = Set.of("svg", "png", "pdf");

  /** Paints. */
  @FunctionalInterface
  public interface Painter {
    /** Paints on graphics whose origin is the picture's upper left corner. */
    void paint(Graphics2D graphics);
  }

  /** The picture in pixels. */
  public BufferedImage image() {
    return image(1);
  }

  /** The picture in as many times as many pixels in each direction. */
  public BufferedImage image(double scale) {
    BufferedImage image =
        new BufferedImage(
            (int) Math.ceil(width * scale),
            (int) Math.ceil(height * scale),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(scale, scale);
    paint(graphics);
    graphics.dispose();
    return image;
  }

  private void paint(Graphics2D graphics) {
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    painter.paint(graphics);
  }

  /** The picture as the text of an SVG. */
  public String svg() {
    return new String(vectors("svg"), StandardCharsets.UTF_8);
  }

  private byte[] vectors(String format) {
    VectorGraphics2D graphics = new VectorGraphics2D();
    paint(graphics);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Processors.get(format)
          .getDocument(graphics.getCommands(), new PageSize(width, height))
          .writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Writes the picture.
   *
   * @param file its ending is the format: {@code .svg}, {@code .png} or {@code .pdf}; overwritten
   *     if it is there
   * @throws IllegalArgumentException if it ends otherwise
   */
  public void save(Path file) throws IOException {
    String name = file.getFileName().toString();
    save(file, name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT), 1);
  }

  /**
   * Writes the picture in a format.
   *
   * @param scale as in {@link #image(double)}, for what has pixels
   */
  void save(Path file, String format, double scale) throws IOException {
    if (!FORMATS.contains(format)) {
      throw new IllegalArgumentException(
          "expected a file that ends in .svg, .png or .pdf, but got " + file);
    }
    if (format.equals("png")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(image(scale), format, bytes);
      Files.write(file, bytes.toByteArray());
    } else {
      Files.write(file, vectors(format));
    }
  }
}
