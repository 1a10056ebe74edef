package io.trihorn.visualization;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;

/**
 * A text as dots. OpenCV's letters are its own; these are Java's sans serif ones, as high as
 * OpenCV's and standing on the same line.
 *
 * @param dots what is set
 * @param area where the picture lies; its origin is where the text begins on its line
 */
record LabelText(BufferedImage dots, Rectangle area) {
  /** The height of OpenCV's capitals at scale 1. */
  private static final double CAPITALS = 21;

  /** Takes a dot. */
  @FunctionalInterface
  interface Pen {
    void dot(int x, int y);
  }

  static LabelText of(String text, double scale, int thickness) {
    FontRenderContext context = new FontRenderContext(null, true, true);
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 100);
    double capitals = font.createGlyphVector(context, "H").getVisualBounds().getHeight();
    Font sized = font.deriveFont((float) (100 * CAPITALS * scale / capitals));
    Shape outline = sized.createGlyphVector(context, text).getOutline();
    Rectangle area = outline.getBounds();
    area.grow(thickness + 1, thickness + 1);
    BufferedImage dots = new BufferedImage(area.width, area.height, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = dots.createGraphics();
    graphics.translate(-area.x, -area.y);
    graphics.fill(outline);
    if (thickness > 1) {
      graphics.setStroke(new BasicStroke(thickness - 1));
      graphics.draw(outline);
    }
    graphics.dispose();
    return new LabelText(dots, area);
  }

  /** Goes through the dots, from where the text begins on its line. */
  void each(Pen pen) {
    for (int y = 0; y < area.height; y++) {
      for (int x = 0; x < area.width; x++) {
        if (dots.getRaster().getSample(x, y, 0) != 0) {
          pen.dot(area.x + x, area.y + y);
        }
      }
    }
  }
}
