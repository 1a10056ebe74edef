package io.trihorn.export;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/**
 * How one axis is resized, in ONNX's terms: positions of the result's elements on the operand's
 * axis, and the weights of the elements around them.
 *
 * @param from the operand's extent
 * @param to the result's extent
 * @param scale what the extent is multiplied by; {@code from * scale} need not be whole
 * @param coordinates the coordinate transformation mode
 * @param start of a region, as a part of the axis
 * @param end of a region
 */
public record Interpolation(
    long from, long to, double scale, String coordinates, double start, double end) {
  /** The coordinate transformation modes there are. */
  public static final Set<String> COORDINATES =
      Set.of(
          "half_pixel",
          "pytorch_half_pixel",
          "half_pixel_symmetric",
          "asymmetric",
          "align_corners",
          "tf_half_pixel_for_nn",
          "tf_crop_and_resize");

  /** The nearest modes there are. */
  public static final Set<String> ROUNDINGS =
      Set.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil");

  /**
   * Where an element of the result stands on the operand's axis; in float32, as scales are given,
   * since what stands in the middle between two elements must do so here too.
   */
  double position(long index) {
    double exact = from * scale;
    float half = (index + 0.5f) / (float) scale - 0.5f;
    return switch (coordinates) {
      case "half_pixel" -> half;
      case "pytorch_half_pixel" -> to == 1 ? -0.5 : half;
      case "half_pixel_symmetric" -> {
        double adjustment = to / exact;
        yield from / 2.0 * (1 - adjustment) + half;
      }
      case "asymmetric" -> index / (float) scale;
      case "align_corners" -> to == 1 ? 0 : (float) index * (from - 1) / (to - 1);
      case "tf_half_pixel_for_nn" -> (index + 0.5f) / (float) scale;
      case "tf_crop_and_resize" -> {
        double length = (end - start) * (from - 1);
        yield start * (from - 1) + (to == 1 ? length / 2 : index * length / (to - 1));
      }
      default -> throw new IllegalArgumentException("no coordinates " + coordinates);
    };
  }

  /** Whether an element of the result lies outside of the operand. */
  public boolean outside(long index) {
    double x = position(index);
    return coordinates.equals("tf_crop_and_resize") && (x < 0 || x > from - 1);
  }

  /** The element that stands nearest to each of the result. */
  public long[] nearest(String rounding) {
    long[] indices = new long[Math.toIntExact(to)];
    for (int i = 0; i < to; i++) {
      double x = position(i);
      double rounded =
          switch (rounding) {
            case "round_prefer_floor" -> Math.ceil(x - 0.5);
            case "round_prefer_ceil" -> Math.floor(x + 0.5);
            case "floor" -> Math.floor(x);
            case "ceil" -> Math.ceil(x);
            default -> throw new IllegalArgumentException("no rounding " + rounding);
          };
      indices[i] = (long) Math.max(0, Math.min(rounded, from - 1));
    }
    return indices;
  }

  /**
   * The matrix {@code (from, to)} of weights, float64.
   *
   * @param kernel the weight at a distance
   * @param radius beyond which there is none
   * @param antialias whether the kernel is widened where the axis shrinks
   * @param excludeOutside whether what is outside counts nothing, instead of as the last element
   */
  public TensorData weights(
      DoubleUnaryOperator kernel, int radius, boolean antialias, boolean excludeOutside) {
    TensorData matrix = TensorData.zeros(TensorType.of(DataType.FLOAT64, from, to));
    double narrow = antialias ? Math.min(scale, 1) : 1;
    for (long j = 0; j < to; j++) {
      double x = position(j);
      long first = (long) Math.floor(x - radius / narrow);
      long last = (long) Math.ceil(x + radius / narrow);
      double sum = 0;
      for (long i = first; i <= last; i++) {
        boolean counts = !excludeOutside || (i >= 0 && i < from);
        sum += counts ? kernel.applyAsDouble(Math.abs(i - x) * narrow) : 0;
      }
      for (long i = first; i <= last; i++) {
        if (!excludeOutside || (i >= 0 && i < from)) {
          long at = Math.max(0, Math.min(i, from - 1)) * to + j;
          double weight = kernel.applyAsDouble(Math.abs(i - x) * narrow);
          matrix.setDouble(at, matrix.getDouble(at) + weight / sum);
        }
      }
    }
    return matrix;
  }

  /** The weight of linear interpolation at a distance. */
  public static double linear(double x) {
    return Math.max(1 - x, 0);
  }

  /** Keys's cubic kernel. */
  public static double cubic(double x, double a) {
    if (x <= 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
  }
}
