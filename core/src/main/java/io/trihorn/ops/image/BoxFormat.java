package io.trihorn.ops.image;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the four numbers of a box are.
 *
 * @param relative whether they are parts of the image's height and width
 * @param rowsFirst whether the vertical number of each pair comes first
 * @param kind what the two pairs are
 */
record BoxFormat(boolean relative, boolean rowsFirst, Kind kind) {
  /** What the two pairs of numbers are. */
  enum Kind {
    /** The corner with the smallest numbers and that with the largest. */
    CORNERS,
    /** The first corner and the size. */
    CORNER_AND_SIZE,
    /** The center and the size. */
    CENTER_AND_SIZE
  }

  private static final Map<String, BoxFormat> FORMATS =
      Map.of(
          "xyxy", new BoxFormat(false, false, Kind.CORNERS),
          "yxyx", new BoxFormat(false, true, Kind.CORNERS),
          "xywh", new BoxFormat(false, false, Kind.CORNER_AND_SIZE),
          "center_xywh", new BoxFormat(false, false, Kind.CENTER_AND_SIZE),
          "center_yxhw", new BoxFormat(false, true, Kind.CENTER_AND_SIZE),
          "rel_xyxy", new BoxFormat(true, false, Kind.CORNERS),
          "rel_yxyx", new BoxFormat(true, true, Kind.CORNERS),
          "rel_xywh", new BoxFormat(true, false, Kind.CORNER_AND_SIZE),
          "rel_center_xywh", new BoxFormat(true, false, Kind.CENTER_AND_SIZE));

  static BoxFormat parse(String name) {
    BoxFormat format = FORMATS.get(name);
    if (format == null) {
      throw new IllegalArgumentException(
          "expected a format of boxes, one of "
              + new TreeMap<>(FORMATS).keySet()
              + ", but got '"
              + name
              + "'");
    }
    return format;
  }

  /** The corners {@code x1, y1, x2, y2} of a box in this format. */
  List<Tensor> corners(List<Tensor> given) {
    List<Tensor> box = swapped(given);
    Tensor x = box.get(0);
    Tensor y = box.get(1);
    Tensor w = box.get(2);
    Tensor h = box.get(3);
    return switch (kind) {
      case CORNERS -> box;
      case CORNER_AND_SIZE -> List.of(x, y, Ops.add(x, w), Ops.add(y, h));
      case CENTER_AND_SIZE -> {
        Tensor right = Ops.divide(w, 2);
        Tensor down = Ops.divide(h, 2);
        yield List.of(
            Ops.subtract(x, right), Ops.subtract(y, down), Ops.add(x, right), Ops.add(y, down));
      }
    };
  }

  /** A box in this format, of its corners {@code x1, y1, x2, y2}. */
  List<Tensor> of(List<Tensor> corners) {
    Tensor x = corners.get(0);
    Tensor y = corners.get(1);
    Tensor w = Ops.subtract(corners.get(2), x);
    Tensor h = Ops.subtract(corners.get(3), y);
    return swapped(
        switch (kind) {
          case CORNERS -> corners;
          case CORNER_AND_SIZE -> List.of(x, y, w, h);
          case CENTER_AND_SIZE ->
              List.of(Ops.add(x, Ops.divide(w, 2)), Ops.add(y, Ops.divide(h, 2)), w, h);
        });
  }

  private List<Tensor> swapped(List<Tensor> four) {
    return rowsFirst ? List.of(four.get(1), four.get(0), four.get(3), four.get(2)) : four;
  }
}
