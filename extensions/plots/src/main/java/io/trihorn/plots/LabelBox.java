package io.trihorn.plots;

import io.trihorn.model.DotLabel;
import io.trihorn.model.DotLabel.Cell;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The box of a layer: a black head with its name and class, and white fields below. */
final class LabelBox {
  private static final double PADDING = 10;
  private static final Map<String, Color> GROUNDS =
      Map.of(
          "white",
          Color.WHITE,
          "black",
          Color.BLACK,
          "forestgreen",
          new Color(34, 139, 34),
          "firebrick",
          new Color(178, 34, 34));

  /** A text, parts of it bold. */
  private record Field(List<Run> runs, String ground) {
    private record Run(String text, Font font) {
      double width() {
        return font.getStringBounds(text, new FontRenderContext(null, true, true)).getWidth();
      }
    }

    double width() {
      return runs.stream().mapToDouble(Run::width).sum() + 2 * PADDING;
    }

    double height() {
      return runs.get(0).font().getSize2D() * 1.2 + 2 * PADDING;
    }

    void paint(Graphics2D graphics, double x, double y, double width) {
      Rectangle2D area = new Rectangle2D.Double(x, y, width, height());
      graphics.setColor(GROUNDS.get(ground));
      graphics.fill(area);
      graphics.setColor(Color.BLACK);
      graphics.setStroke(new BasicStroke(1));
      graphics.draw(area);
      graphics.setColor(ground.equals("white") ? Color.BLACK : Color.WHITE);
      double at = x + (width - width() + 2 * PADDING) / 2;
      for (Run run : runs) {
        graphics.setFont(run.font());
        // SVG drops blanks at the beginning.
        Run seen = new Run(run.text().stripLeading(), run.font());
        double left = at + run.width() - seen.width();
        graphics.drawString(
            seen.text(), (float) left, (float) (y + PADDING + run.font().getSize2D() * 0.95));
        at += run.width();
      }
    }
  }

  private final List<List<Field>> rows = new ArrayList<>();

  LabelBox(DotLabel label) {
    rows.add(
        List.of(
            label.layer().isEmpty()
                ? field("black", 16, "", label.type(), "")
                : field("black", 16, "", label.layer(), " (" + label.type() + ")")));
    if (!label.activation().isEmpty()) {
      rows.add(List.of(field("white", 14, "Activation: ", label.activation(), "")));
    }
    if (!label.cells().isEmpty()) {
      rows.add(label.cells().stream().map(LabelBox::field).toList());
    }
  }

  private static Field field(Cell cell) {
    String what = cell.what().isEmpty() ? "" : cell.what() + ": ";
    return field(cell.color(), 14, what, cell.value(), "");
  }

  private static Field field(String ground, int size, String before, String bold, String after) {
    Font plain = new Font(Font.SANS_SERIF, Font.PLAIN, size);
    List<Field.Run> runs = new ArrayList<>();
    for (String text : List.of(before, bold, after)) {
      if (!text.isEmpty()) {
        boolean strong = runs.size() == (before.isEmpty() ? 0 : 1);
        runs.add(new Field.Run(text, strong ? plain.deriveFont(Font.BOLD) : plain));
      }
    }
    return new Field(runs, ground);
  }

  double width() {
    return rows.stream().mapToDouble(LabelBox::width).max().orElseThrow();
  }

  private static double width(List<Field> row) {
    return row.stream().mapToDouble(Field::width).sum();
  }

  double height() {
    return rows.stream().mapToDouble(row -> row.get(0).height()).sum();
  }

  /** Paints; fields that are narrower together than the box grow with it. */
  void paint(Graphics2D graphics, double left, double top) {
    double y = top;
    for (List<Field> row : rows) {
      double more = (width() - width(row)) / row.size();
      double x = left;
      for (Field field : row) {
        field.paint(graphics, x, y, field.width() + more);
        x += field.width() + more;
      }
      y += row.get(0).height();
    }
  }
}
