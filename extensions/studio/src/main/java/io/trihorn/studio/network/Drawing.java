package io.trihorn.studio.network;

import java.util.List;

/**
 * A network with places, in pixels from the left and from the top.
 *
 * @param width of all
 * @param height of all
 * @param boxes the layers, those around others before these
 * @param lines the connections
 */
public record Drawing(double width, double height, List<Box> boxes, List<Line> lines) {
  /** Copies the lists. */
  public Drawing {
    boxes = List.copyOf(boxes);
    lines = List.copyOf(lines);
  }

  /**
   * A layer.
   *
   * @param folds whether there is a network inside
   * @param open whether that is shown
   * @param note what is wrong with it, in lines; empty where nothing is
   */
  public record Box(
      String id,
      String name,
      String type,
      String shape,
      long parameters,
      boolean folds,
      boolean open,
      List<String> note,
      double x,
      double y,
      double width,
      double height) {
    /** Copies the list. */
    public Box {
      note = List.copyOf(note);
    }
  }

  /**
   * A connection.
   *
   * @param points x and y by turns
   */
  public record Line(String from, String to, List<Double> points) {
    /** Copies the list. */
    public Line {
      points = List.copyOf(points);
    }
  }
}
