package io.trihorn.ops.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Ops;
import io.trihorn.ops.RandomOps;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.ImageSampling.Rule;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Images whose pixels come from elsewhere in them: {@code (batch, height, width, channels)}, or
 * channels first as the layout says; the batch axis may be missing.
 */
public final class ImageWarps {
  private ImageWarps() {}

  /**
   * Affine and projective maps, as {@code keras.ops.image.affine_transform}: the pixel at (x, y)
   * comes from {@code ((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)} with {@code k = c0 x + c1 y
   * + 1}.
   *
   * @param transforms {@code (batch, 8)} or {@code (8)}: a0, a1, a2, b0, b1, b2, c0, c1
   */
  public static Tensor affineTransform(Tensor images, Tensor transforms, Rule rule, Layout layout) {
    if (transforms.rank() < 1 || transforms.rank() > 2 || transforms.dim(-1) != 8) {
      throw new ShapeException(
          "affineTransform: expected transforms (batch, 8) or (8), but got " + transforms.type());
    }
    Tensor batch = transforms.rank() == 1 ? Shapes.expandDims(transforms, 0) : transforms;
    return batched(
        "affineTransform",
        images,
        layout,
        x -> {
          Tensor columns = ImageSampling.grid(batch, 2, 1, x.dim(1), x.dim(2));
          Tensor rows = ImageSampling.grid(batch, 1, 1, x.dim(1), x.dim(2));
          Tensor k = Ops.add(linear(batch, 6, 7, columns, rows), 1);
          Tensor px = Ops.add(linear(batch, 0, 1, columns, rows), number(batch, 2));
          Tensor py = Ops.add(linear(batch, 3, 4, columns, rows), number(batch, 5));
          return at(x, Ops.divide(py, k), Ops.divide(px, k), rule);
        });
  }

  private static Tensor number(Tensor transforms, int i) {
    return Shapes.reshape(Shapes.slice(transforms, 1, i, i + 1), transforms.dim(0), 1, 1);
  }

  private static Tensor linear(Tensor transforms, int i, int j, Tensor x, Tensor y) {
    return Ops.add(Ops.multiply(number(transforms, i), x), Ops.multiply(number(transforms, j), y));
  }

  /** Images {@code (batch, h, w, channels)} at positions {@code (batch or 1, h', w')}. */
  private static Tensor at(Tensor images, Tensor rows, Tensor columns, Rule rule) {
    long batch = images.dim(0);
    long[] extents = {images.dim(1), images.dim(2)};
    long[] dims = {batch, rows.dim(1), rows.dim(2)};
    Tensor y = Shapes.broadcastTo(rows, dims);
    Tensor x = Shapes.broadcastTo(columns, dims);
    Tensor flat = Shapes.reshape(images, batch * extents[0] * extents[1], images.dim(3));
    Tensor first =
        Ops.multiply(
            Shapes.reshape(Shapes.arange(images, batch, DataType.INT32), batch, 1, 1),
            extents[0] * extents[1]);
    return ImageSampling.sample(flat, extents, first, List.of(y, x), rule);
  }

  /** Applies a function of {@code (batch, height, width, channels)} to images of any form. */
  static Tensor batched(String function, Tensor images, Layout layout, UnaryOperator<Tensor> body) {
    if (images.rank() != 3 && images.rank() != 4) {
      throw new ShapeException(
          function + ": expected images of rank 3 or 4, but got " + images.type());
    }
    boolean first = layout == Layout.CHANNELS_FIRST;
    Tensor x = first ? Shapes.moveaxis(images, -3, -1) : images;
    x = images.rank() == 3 ? Shapes.expandDims(x, 0) : x;
    Tensor y = body.apply(x);
    y = images.rank() == 3 ? Shapes.squeeze(y, 0) : y;
    return first ? Shapes.moveaxis(y, -1, -3) : y;
  }

  /**
   * The projective map that brings four points to four others, as {@code
   * keras.ops.image.perspective_transform}: what is at a start point goes to its end point.
   *
   * @param startPoints {@code (batch, 4, 2)} or {@code (4, 2)}: x and y
   * @param endPoints of the same shape
   */
  public static Tensor perspectiveTransform(
      Tensor images, Tensor startPoints, Tensor endPoints, Rule rule, Layout layout) {
    if (!startPoints.shape().equals(endPoints.shape())
        || startPoints.rank() < 2
        || startPoints.rank() > 3
        || startPoints.dim(-2) != 4
        || startPoints.dim(-1) != 2) {
      throw new ShapeException(
          "perspectiveTransform: expected points (batch, 4, 2) or (4, 2), but got "
              + startPoints.type()
              + " and "
              + endPoints.type());
    }
    return affineTransform(images, Homography.transforms(startPoints, endPoints), rule, layout);
  }

  /**
   * Images distorted by smooth random shifts, as {@code keras.ops.image.elastic_transform} (Simard
   * et al., 2003): normal shifts of standard deviation sigma, blurred, times alpha.
   *
   * @param key a random key {@code (2)}
   * @param alpha the strength, 20 in Keras by default
   * @param sigma the smoothness in pixels, 5 in Keras by default
   */
  public static Tensor elasticTransform(
      Tensor images, Tensor key, double alpha, double sigma, Rule rule, Layout layout) {
    DataType dtype = DTypes.floating(images.dtype());
    return elasticTransform(
        images,
        key,
        images.scalar(dtype, alpha),
        images.scalar(dtype, sigma),
        (int) (6 * sigma) | 1,
        rule,
        layout);
  }

  /**
   * The same, with alpha and sigma as scalars.
   *
   * @param extent of the kernel that shifts are blurred by, odd
   */
  public static Tensor elasticTransform(
      Tensor images, Tensor key, Tensor alpha, Tensor sigma, int extent, Rule rule, Layout layout) {
    return batched(
        "elasticTransform",
        images,
        layout,
        x -> {
          Tensor noise = RandomOps.normal(key, sigma.dtype(), x.dim(0), x.dim(1), x.dim(2), 2);
          Tensor shift =
              ImageFilters.gaussianBlur(
                  Ops.multiply(noise, sigma), extent, extent, sigma, sigma, Layout.CHANNELS_LAST);
          Tensor moved = Ops.multiply(shift, Ops.cast(alpha, shift.dtype()));
          Tensor columns = ImageSampling.grid(moved, 2, 1, x.dim(1), x.dim(2));
          Tensor rows = ImageSampling.grid(moved, 1, 1, x.dim(1), x.dim(2));
          return at(
              x,
              Ops.add(rows, Shapes.index(moved, 3, 1)),
              Ops.add(columns, Shapes.index(moved, 3, 0)),
              rule);
        });
  }
}
