package io.trihorn.ops.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Creation;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Boxes in images in the forms of {@code keras.utils.bounding_boxes}: {@code (..., 4)}, whose last
 * axis is described by a {@link BoxFormat}.
 */
public final class BoundingBoxes {
  /** Keras's epsilon, below which no size and no area is divided by. */
  private static final double EPSILON = 1e-7;

  private BoundingBoxes() {}

  /** Between formats of which none, or both, are relative. */
  public static Tensor convertFormat(Tensor boxes, String source, String target) {
    return convertFormat(boxes, source, target, 0, 0);
  }

  /**
   * Boxes in another format.
   *
   * @param boxes {@code (..., 4)}
   * @param source the format they are in
   * @param target the format wanted
   * @param height the height of the images, 0 if it is not known
   * @param width the width of the images, 0 if it is not known
   * @return float32
   * @throws ShapeException if the last axis is not 4
   * @throws IllegalArgumentException if a format is unknown, or one is relative, the other is not
   *     and the size is not known
   */
  public static Tensor convertFormat(
      Tensor boxes, String source, String target, double height, double width) {
    if (boxes.rank() == 0 || boxes.dim(-1) != 4) {
      throw new ShapeException(
          "convertFormat: expected boxes with 4 numbers along the last axis, but got "
              + boxes.type());
    }
    BoxFormat from = BoxFormat.parse(source);
    BoxFormat to = BoxFormat.parse(target);
    boolean scaled = from.relative() != to.relative();
    if ((from.relative() || to.relative()) && (height <= 0 || width <= 0)) {
      throw new IllegalArgumentException(
          "convertFormat: from "
              + source
              + " to "
              + target
              + " the height and width of the images are needed, but got "
              + height
              + " and "
              + width);
    }
    Tensor numbers = Ops.cast(boxes, DataType.FLOAT32);
    if (from.equals(to)) {
      return numbers;
    }
    List<Tensor> corners = from.corners(Shapes.splitEqually(numbers, -1, 4));
    if (scaled && from.relative()) {
      corners = each(Ops::multiply, corners, width, height);
    }
    List<Tensor> out = to.of(corners);
    if (scaled && to.relative()) {
      out =
          to.rowsFirst()
              ? each(Ops::divide, out, height, width)
              : each(Ops::divide, out, width, height);
    }
    return Shapes.concatenate(out, -1);
  }

  private static List<Tensor> each(
      BiFunction<Tensor, Double, Tensor> operation, List<Tensor> four, double even, double odd) {
    return IntStream.range(0, four.size())
        .mapToObj(i -> operation.apply(four.get(i), i % 2 == 0 ? even : odd))
        .toList();
  }

  /** Boxes {@code xyxy} cut off at the edges of images; relative ones where both sizes are 1. */
  public static Tensor clipToImageSize(Tensor boxes, double height, double width) {
    return clipped(Shapes.splitEqually(boxes, -1, 4), height, width);
  }

  private static Tensor clipped(List<Tensor> corners, double height, double width) {
    return Shapes.concatenate(
        List.of(
            Ops.clip(corners.get(0), 0, width),
            Ops.clip(corners.get(1), 0, height),
            Ops.clip(corners.get(2), 0, width),
            Ops.clip(corners.get(3), 0, height)),
        -1);
  }

  /**
   * The labels of boxes {@code xyxy} that were cut off, -1 where nothing of a box is left.
   *
   * @param boxes {@code (..., 4)}
   * @param labels {@code (...)}
   */
  public static Tensor labelsOfClipped(Tensor boxes, Tensor labels) {
    Tensor left = Shapes.squeeze(area(Shapes.splitEqually(boxes, -1, 4)), -1);
    return Ops.where(Ops.lessEqual(left, 0), Creation.fullLike(labels, -1), labels);
  }

  /** Boxes {@code xyxy} in a part of their images that begins at a place and has a size. */
  public static Tensor crop(Tensor boxes, double top, double left, double height, double width) {
    return clipped(moved(boxes, -top, -left), height, width);
  }

  /** Boxes {@code xyxy} in images to which rows above and columns to the left were added. */
  public static Tensor pad(Tensor boxes, double top, double left) {
    return Shapes.concatenate(moved(boxes, top, left), -1);
  }

  private static List<Tensor> moved(Tensor boxes, double down, double right) {
    List<Tensor> corners = Shapes.splitEqually(boxes, -1, 4);
    return List.of(
        Ops.add(corners.get(0), right),
        Ops.add(corners.get(1), down),
        Ops.add(corners.get(2), right),
        Ops.add(corners.get(3), down));
  }

  /** What lies between the corners {@code xyxy}. */
  private static Tensor area(List<Tensor> corners) {
    return Ops.multiply(
        Ops.subtract(corners.get(2), corners.get(0)), Ops.subtract(corners.get(3), corners.get(1)));
  }

  /**
   * How much boxes overlap: the part that each has in common with each of the others, of what they
   * cover together.
   *
   * @param boxes1 {@code (n, 4)} or {@code (batch, n, 4)}
   * @param boxes2 {@code (m, 4)} or {@code (batch, m, 4)}
   * @param format the format of both, not a relative one
   * @return {@code (n, m)} or {@code (batch, n, m)}
   */
  public static Tensor computeIou(Tensor boxes1, Tensor boxes2, String format) {
    return overlap(absolute(boxes1, format), absolute(boxes2, format));
  }

  /**
   * The same, with {@code maskValue} where a box is none, since its numbers are below 0.
   *
   * @param maskValue what stands for boxes that are none
   */
  public static Tensor computeIou(Tensor boxes1, Tensor boxes2, String format, double maskValue) {
    Tensor first = absolute(boxes1, format);
    Tensor second = absolute(boxes2, format);
    Tensor none =
        Ops.logicalOr(
            Shapes.expandDims(Ops.less(Ops.max(first, -1), 0), -1),
            Shapes.expandDims(Ops.less(Ops.max(second, -1), 0), -2));
    Tensor overlap = overlap(first, second);
    return Ops.where(none, Creation.fullLike(overlap, maskValue), overlap);
  }

  private static Tensor absolute(Tensor boxes, String format) {
    if (boxes.rank() != 2 && boxes.rank() != 3) {
      throw new ShapeException("expected boxes (n, 4) or (batch, n, 4), but got " + boxes.type());
    }
    if (BoxFormat.parse(format).relative()) {
      throw new IllegalArgumentException(
          "boxes in "
              + format
              + " have no areas without the size of the images: convertFormat them to xyxy first");
    }
    return convertFormat(boxes, format, "xyxy");
  }

  private static Tensor overlap(Tensor boxes1, Tensor boxes2) {
    List<Tensor> each = Shapes.splitEqually(boxes1, -1, 4);
    List<Tensor> other =
        Shapes.splitEqually(boxes2, -1, 4).stream()
            .map(x -> Shapes.expandDims(Shapes.squeeze(x, -1), -2))
            .toList();
    Tensor common = common(each, other);
    Tensor together = Ops.subtract(Ops.add(area(each), area(other)), common);
    return Ops.divide(common, Ops.add(together, EPSILON));
  }

  private static Tensor common(List<Tensor> a, List<Tensor> b) {
    return Ops.multiply(extent(a, b, 0), extent(a, b, 1));
  }

  private static Tensor extent(List<Tensor> a, List<Tensor> b, int axis) {
    Tensor end = Ops.minimum(a.get(axis + 2), b.get(axis + 2));
    return Ops.maximum(Ops.subtract(end, Ops.maximum(a.get(axis), b.get(axis))), 0);
  }

  /**
   * How much boxes overlap, each with the one at its place in the other: less the distance of their
   * centers and the difference of their proportions (Zheng et al., 2020).
   *
   * @param boxes1 {@code (..., 4)}
   * @param boxes2 the same
   * @param format the format of both, not a relative one
   * @return {@code (...)}
   */
  public static Tensor computeCiou(Tensor boxes1, Tensor boxes2, String format) {
    List<Tensor> a = Shapes.splitEqually(absolute(boxes1, format), -1, 4);
    List<Tensor> b = Shapes.splitEqually(absolute(boxes2, format), -1, 4);
    Tensor common = common(a, b);
    Tensor areas = Ops.add(sizedArea(a), sizedArea(b));
    Tensor together = Ops.add(Ops.subtract(areas, common), EPSILON);
    Tensor iou = Ops.divide(common, Ops.add(together, EPSILON));
    Tensor diagonal =
        Ops.add(Ops.add(Ops.square(around(a, b, 0)), Ops.square(around(a, b, 1))), EPSILON);
    Tensor distance = Ops.add(Ops.square(apart(a, b, 0)), Ops.square(apart(a, b, 1)));
    Tensor turned = Ops.subtract(Ops.arctan(proportion(b)), Ops.arctan(proportion(a)));
    Tensor v = Ops.multiply(Ops.square(turned), 4 / (Math.PI * Math.PI));
    Tensor alpha = Ops.divide(v, Ops.add(Ops.subtract(v, iou), 1 + EPSILON));
    Tensor penalty = Ops.add(Ops.divide(distance, diagonal), Ops.multiply(v, alpha));
    return Shapes.squeeze(Ops.subtract(iou, penalty), -1);
  }

  private static Tensor height(List<Tensor> box) {
    return Ops.add(Ops.subtract(box.get(3), box.get(1)), EPSILON);
  }

  private static Tensor sizedArea(List<Tensor> box) {
    return Ops.multiply(Ops.subtract(box.get(2), box.get(0)), height(box));
  }

  private static Tensor proportion(List<Tensor> box) {
    return Ops.divide(Ops.subtract(box.get(2), box.get(0)), height(box));
  }

  /** The extent of what holds both. */
  private static Tensor around(List<Tensor> a, List<Tensor> b, int axis) {
    return Ops.subtract(
        Ops.maximum(a.get(axis + 2), b.get(axis + 2)), Ops.minimum(a.get(axis), b.get(axis)));
  }

  /** How far the centers are apart. */
  private static Tensor apart(List<Tensor> a, List<Tensor> b, int axis) {
    return Ops.divide(
        Ops.subtract(Ops.add(a.get(axis), a.get(axis + 2)), Ops.add(b.get(axis), b.get(axis + 2))),
        2);
  }
}
