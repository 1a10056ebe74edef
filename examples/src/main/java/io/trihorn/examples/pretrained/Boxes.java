package io.trihorn.examples.pretrained;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Boxes around the lines that a detector of text marks: it gives each pixel's probability to lie in
 * the core of a line, so that lines stay apart (Liao et al., 2020).
 */
final class Boxes {
  private static final double MARKED = 0.3;
  private static final double LEAST_MEAN = 0.6;
  private static final int LEAST_SIDE = 3;

  /** How far a line reaches beyond its core: area times this by perimeter. */
  private static final double UNCLIP = 1.5;

  private Boxes() {}

  /** A box, its ends not included. */
  record Box(int left, int top, int right, int bottom) {
    int width() {
      return right - left;
    }

    int height() {
      return bottom - top;
    }

    private Box grown(int columns, int rows) {
      int by = (int) Math.round(UNCLIP * width() * height() / (2.0 * (width() + height())));
      return new Box(
          Math.max(0, left - by),
          Math.max(0, top - by),
          Math.min(columns, right + by),
          Math.min(rows, bottom + by));
    }
  }

  /**
   * The boxes in a map of probabilities, as they are read: lines from above, in a line from the
   * left.
   *
   * @param map row by row
   */
  static List<Box> find(float[] map, int columns, int rows) {
    boolean[] seen = new boolean[map.length];
    List<Box> boxes = new ArrayList<>();
    for (int start = 0; start < map.length; start++) {
      if (!seen[start] && map[start] > MARKED) {
        Box core = component(map, columns, rows, start, seen);
        boolean large = core.width() >= LEAST_SIDE && core.height() >= LEAST_SIDE;
        if (large && mean(map, columns, core) > LEAST_MEAN) {
          boxes.add(core.grown(columns, rows));
        }
      }
    }
    boxes.sort(Comparator.comparingInt(Box::top));
    return inLines(boxes);
  }

  /** Those whose middles lie in one another's height are one line. */
  private static List<Box> inLines(List<Box> fromAbove) {
    List<Box> ordered = new ArrayList<>();
    List<Box> line = new ArrayList<>();
    for (Box box : fromAbove) {
      if (!line.isEmpty() && (box.top() + box.bottom()) / 2 > line.get(0).bottom()) {
        line.sort(Comparator.comparingInt(Box::left));
        ordered.addAll(line);
        line.clear();
      }
      line.add(box);
    }
    line.sort(Comparator.comparingInt(Box::left));
    ordered.addAll(line);
    return ordered;
  }

  /** The box around the marked pixels that hang together with one. */
  private static Box component(float[] map, int columns, int rows, int start, boolean[] seen) {
    Deque<Integer> open = new ArrayDeque<>(List.of(start));
    seen[start] = true;
    int left = columns;
    int top = rows;
    int right = 0;
    int bottom = 0;
    while (!open.isEmpty()) {
      int pixel = open.pop();
      int x = pixel % columns;
      int y = pixel / columns;
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x + 1);
      bottom = Math.max(bottom, y + 1);
      for (int ny = Math.max(0, y - 1); ny <= Math.min(rows - 1, y + 1); ny++) {
        for (int nx = Math.max(0, x - 1); nx <= Math.min(columns - 1, x + 1); nx++) {
          int next = ny * columns + nx;
          if (!seen[next] && map[next] > MARKED) {
            seen[next] = true;
            open.push(next);
          }
        }
      }
    }
    return new Box(left, top, right, bottom);
  }

  private static double mean(float[] map, int columns, Box box) {
    double sum = 0;
    for (int y = box.top(); y < box.bottom(); y++) {
      for (int x = box.left(); x < box.right(); x++) {
        sum += map[y * columns + x];
      }
    }
    return sum / ((double) box.width() * box.height());
  }
}
