package io.trihorn.ops.image;

import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Axes;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Arrays scaled and shifted along some axes, as {@code keras.ops.image.scale_and_translate}: the
 * element at {@code y} of the output stands for {@code (y + 0.5 - translation) / scale - 0.5} of
 * the input, and is interpolated there. Each axis is a product with a matrix.
 */
public final class ScaleTranslate {
  private static final double NEGLIGIBLE = 1000 * Math.ulp(1f);
  private static final Map<String, UnaryOperator<Tensor>> KERNELS =
      Map.of(
          "linear", x -> Ops.maximum(Ops.subtract(1, x), 0),
          "cubic", ScaleTranslate::cubic,
          "lanczos3", x -> lanczos(x, 3),
          "lanczos5", x -> lanczos(x, 5));

  private ScaleTranslate() {}

  /**
   * A scaled and shifted array.
   *
   * @param outputShape the shape of the result; axes that are not scaled keep their extent
   * @param scale {@code (axes)}: how much larger the input becomes along each axis
   * @param translation {@code (axes)}: by how much it is shifted then, in elements of the output
   * @param axes the scaled axes
   * @param method {@code linear}, {@code cubic} (both also with {@code bi} or {@code tri} before),
   *     {@code lanczos3} or {@code lanczos5}
   * @param antialias whether the kernel widens where the array shrinks
   */
  public static Tensor scaleAndTranslate(
      Tensor images,
      long[] outputShape,
      Tensor scale,
      Tensor translation,
      int[] axes,
      String method,
      boolean antialias) {
    if (outputShape.length != images.rank()
        || scale.rank() != 1
        || scale.dim(0) != axes.length
        || translation.rank() != 1
        || translation.dim(0) != axes.length) {
      throw new ShapeException(
          "scaleAndTranslate: expected an output shape of rank "
              + images.rank()
              + ", and scale and translation of shape ("
              + axes.length
              + "), but got rank "
              + outputShape.length
              + ", "
              + scale.type()
              + " and "
              + translation.type());
    }
    UnaryOperator<Tensor> kernel = kernel(method);
    Tensor x = Ops.floating(images);
    for (int i = 0; i < axes.length; i++) {
      int axis = Axes.normalize("scaleAndTranslate", axes[i], x.rank());
      Tensor inverse = Ops.divide(1, Ops.cast(Shapes.index(scale, 0, i), x.dtype()));
      Tensor shift = Ops.cast(Shapes.index(translation, 0, i), x.dtype());
      Tensor weights = weights(inverse, shift, x.dim(axis), outputShape[axis], kernel, antialias);
      x = Shapes.moveaxis(Nn.matmul(Shapes.moveaxis(x, axis, -1), weights), -1, axis);
    }
    return ImageColors.back(x, images.dtype());
  }

  private static UnaryOperator<Tensor> kernel(String method) {
    String name = method.toLowerCase(Locale.ROOT).replaceFirst("^(bi|tri)(?=linear|cubic)", "");
    UnaryOperator<Tensor> kernel = KERNELS.get(name);
    if (kernel == null) {
      throw new ShapeException(
          "scaleAndTranslate: unknown method '"
              + method
              + "'; known are linear, cubic, lanczos3, lanczos5");
    }
    return kernel;
  }

  /** The matrix {@code (from, to)}. */
  private static Tensor weights(
      Tensor inverse,
      Tensor shift,
      long from,
      long to,
      UnaryOperator<Tensor> kernel,
      boolean antialias) {
    Tensor target = Ops.add(Shapes.arange(inverse, to, inverse.dtype()), 0.5);
    Tensor place = Ops.subtract(Ops.multiply(Ops.subtract(target, shift), inverse), 0.5);
    Tensor row = Shapes.expandDims(place, 0);
    Tensor column = Shapes.expandDims(Shapes.arange(inverse, from, inverse.dtype()), 1);
    Tensor distance = Ops.abs(Ops.subtract(row, column));
    if (antialias) {
      distance = Ops.divide(distance, Ops.maximum(inverse, 1));
    }
    Tensor raw = kernel.apply(distance);
    Tensor sum = Ops.sumKeep(raw, 0);
    Tensor enough = Ops.greater(Ops.abs(sum), NEGLIGIBLE);
    Tensor inside = Ops.logicalAnd(Ops.greaterEqual(row, -0.5), Ops.lessEqual(row, from - 0.5));
    Tensor scaled = Ops.divide(raw, Ops.where(enough, sum, 1));
    return Ops.where(Ops.logicalAnd(enough, inside), scaled, 0);
  }

  private static Tensor cubic(Tensor x) {
    Tensor square = Ops.square(x);
    Tensor near = Ops.add(Ops.multiply(Ops.subtract(Ops.multiply(x, 1.5), 2.5), square), 1);
    Tensor far =
        Ops.add(
            Ops.multiply(Ops.subtract(Ops.multiply(Ops.add(Ops.multiply(x, -0.5), 2.5), x), 4), x),
            2);
    return Ops.where(Ops.lessEqual(x, 1), near, Ops.where(Ops.less(x, 2), far, 0));
  }

  private static Tensor lanczos(Tensor x, double radius) {
    Tensor angle = Ops.multiply(x, Math.PI);
    Tensor safe = Ops.where(Ops.less(x, 1e-3), 1, angle);
    Tensor value =
        Ops.divide(
            Ops.multiply(Ops.multiply(Ops.sin(safe), Ops.sin(Ops.divide(safe, radius))), radius),
            Ops.square(safe));
    // Near 0 the quotient is 0 / 0; the series' second term is below 1e-5 there.
    Tensor near = Ops.where(Ops.less(x, 1e-3), 1, value);
    return Ops.where(Ops.less(x, radius), near, 0);
  }
}
