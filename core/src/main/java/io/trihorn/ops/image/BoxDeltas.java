package io.trihorn.ops.image;

import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * Boxes as what a detector learns: how far their centers are from those of anchors, in the anchors'
 * sizes, and the logarithms of their sizes in those of the anchors.
 *
 * @param anchorFormat the format of the anchors
 * @param boxFormat the format of the boxes
 * @param encoding the format that the numbers are of, {@code center_yxhw} or {@code center_xywh}
 * @param variance four numbers that the results are divided by, or null
 * @param height the height of the images for relative formats, else 0
 * @param width their width
 */
public record BoxDeltas(
    String anchorFormat,
    String boxFormat,
    String encoding,
    double[] variance,
    double height,
    double width) {
  private static final double EPSILON = 1e-7;

  /** Checks the names and the variance. */
  public BoxDeltas {
    if (!encoding.equals("center_yxhw") && !encoding.equals("center_xywh")) {
      throw new IllegalArgumentException(
          "encoding: expected center_yxhw or center_xywh, but got '" + encoding + "'");
    }
    if (variance != null && variance.length != 4) {
      throw new IllegalArgumentException(
          "variance: expected 4 numbers, but got " + variance.length);
    }
    variance = variance == null ? null : variance.clone();
  }

  /** Keras's defaults: rows first, without variance. */
  public BoxDeltas(String anchorFormat, String boxFormat) {
    this(anchorFormat, boxFormat, "center_yxhw", null, 0, 0);
  }

  /** A copy of the four numbers, or null. */
  @Override
  public double[] variance() {
    return variance == null ? null : variance.clone();
  }

  private static Tensor center(Tensor box) {
    return Shapes.slice(box, box.rank() - 1, 0, 2);
  }

  private static Tensor size(Tensor box) {
    return Shapes.slice(box, box.rank() - 1, 2, 4);
  }

  /** Boxes {@code (..., 4)} in terms of anchors of the same shape. */
  public Tensor encode(Tensor anchors, Tensor boxes) {
    Tensor from = BoundingBoxes.convertFormat(anchors, anchorFormat, encoding, height, width);
    Tensor to = BoundingBoxes.convertFormat(boxes, boxFormat, encoding, height, width);
    Tensor unit = Ops.maximum(size(from), EPSILON);
    Tensor grown = Ops.divide(Ops.maximum(size(to), EPSILON), unit);
    Tensor moved = Ops.divide(Ops.subtract(center(to), center(from)), unit);
    Tensor deltas = Shapes.concatenate(List.of(moved, Ops.log(grown)), -1);
    return variance == null ? deltas : Ops.divide(deltas, varianceOf(deltas));
  }

  /** The boxes that such numbers tell of. */
  public Tensor decode(Tensor anchors, Tensor deltas) {
    Tensor from = BoundingBoxes.convertFormat(anchors, anchorFormat, encoding, height, width);
    Tensor by = variance == null ? deltas : Ops.multiply(deltas, varianceOf(deltas));
    Tensor unit = size(from);
    Tensor at = Ops.add(Ops.multiply(center(by), unit), center(from));
    Tensor sized = Ops.multiply(Ops.exp(size(by)), unit);
    Tensor box = Shapes.concatenate(List.of(at, sized), -1);
    return BoundingBoxes.convertFormat(box, encoding, boxFormat, height, width);
  }

  private Tensor varianceOf(Tensor like) {
    return like.constant(TensorData.of(variance, 4).cast(like.dtype()));
  }
}
