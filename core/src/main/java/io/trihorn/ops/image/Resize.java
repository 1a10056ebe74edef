package io.trihorn.ops.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * Interpolation along axes, as {@code keras.ops.image.resize}: pixels are areas, so their centers
 * stand at halves. Each axis is a product with a matrix that is made here.
 */
public final class Resize {
  private Resize() {}

  /** How values between pixels are found. */
  public enum Method {
    /** The nearest pixel. */
    NEAREST(0, x -> 0),
    /** Linear between two pixels. */
    BILINEAR(1, x -> Math.max(0, 1 - x)),
    /** Keys's cubic kernel with a = -0.5. */
    BICUBIC(2, Resize::cubic),
    /** A sinc windowed by a sinc, over 3 pixels to each side. */
    LANCZOS3(3, x -> lanczos(x, 3)),
    /** A sinc windowed by a sinc, over 5 pixels to each side. */
    LANCZOS5(5, x -> lanczos(x, 5));

    private final int radius;
    private final DoubleUnaryOperator kernel;

    Method(int radius, DoubleUnaryOperator kernel) {
      this.radius = radius;
      this.kernel = kernel;
    }

    /**
     * The method of Keras's name.
     *
     * @throws ShapeException if it is unknown
     */
    public static Method parse(String name) {
      for (Method method : values()) {
        if (method.keras().equals(name.toLowerCase(Locale.ROOT))) {
          return method;
        }
      }
      throw new ShapeException(
          "unknown interpolation '"
              + name
              + "'; known are nearest, bilinear, bicubic, lanczos3, lanczos5");
    }

    /** How far from a place pixels count, in pixels. */
    public int radius() {
      return radius;
    }

    /** How much a pixel at a distance counts, which is 0 or more and at most the radius. */
    public double weight(double distance) {
      return kernel.applyAsDouble(distance);
    }

    /** Keras's name. */
    public String keras() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static double cubic(double x) {
    if (x < 1) {
      return ((1.5 * x - 2.5) * x) * x + 1;
    }
    return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
  }

  private static double lanczos(double x, double radius) {
    if (x >= radius) {
      return 0;
    }
    double angle = Math.PI * x;
    return x < 1e-8 ? 1 : radius * Math.sin(angle) * Math.sin(angle / radius) / (angle * angle);
  }

  /**
   * A tensor with another extent on one axis.
   *
   * @param antialias whether kernels are widened when the tensor shrinks, so that all pixels count
   */
  public static Tensor along(Tensor x, int axis, long extent, Method method, boolean antialias) {
    long from = x.dim(axis);
    if (extent == from) {
      return x;
    }
    Tensor source = Ops.floating(x);
    if (method == Method.NEAREST) {
      return Shapes.take(source, source.constant(nearest(from, extent)), axis);
    }
    Tensor weights = source.constant(weights(from, extent, method, antialias).cast(source.dtype()));
    Tensor last = Shapes.moveaxis(source, axis, -1);
    return Shapes.moveaxis(Nn.matmul(last, weights), -1, axis);
  }

  /**
   * The pixels that are nearest to those of a resized axis, int32 {@code (to)}.
   *
   * @param from the extent before
   * @param to the extent behind
   */
  public static TensorData nearest(long from, long to) {
    int[] indices = new int[Math.toIntExact(to)];
    for (int i = 0; i < to; i++) {
      indices[i] = (int) Math.min(Math.floor((i + 0.5) * from / to), from - 1);
    }
    return TensorData.of(indices, to);
  }

  /**
   * How much each pixel counts in those of a resized axis: float64 {@code (from, to)}.
   *
   * @param from the extent before
   * @param to the extent behind
   * @param method any but {@link Method#NEAREST}
   * @param antialias whether kernels are widened where the axis shrinks
   */
  public static TensorData weights(long from, long to, Method method, boolean antialias) {
    TensorData matrix = TensorData.zeros(TensorType.of(DataType.FLOAT64, from, to));
    double step = (double) from / to;
    double width = antialias ? Math.max(step, 1) : 1;
    for (long j = 0; j < to; j++) {
      double center = (j + 0.5) * step - 0.5;
      long first = Math.max(0, (long) Math.floor(center - method.radius * width));
      long last = Math.min(from - 1, (long) Math.ceil(center + method.radius * width));
      double sum = 0;
      for (long i = first; i <= last; i++) {
        sum += method.kernel.applyAsDouble(Math.abs(center - i) / width);
      }
      for (long i = first; i <= last; i++) {
        double weight = method.kernel.applyAsDouble(Math.abs(center - i) / width);
        matrix.setDouble(i * to + j, sum == 0 ? 0 : weight / sum);
      }
    }
    return matrix;
  }
}
