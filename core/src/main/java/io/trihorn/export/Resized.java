package io.trihorn.export;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.image.Resize;
import io.trihorn.ops.image.Resize.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What resizing makes along an axis: a matrix of weights, or a list of the nearest elements. */
public sealed interface Resized {
  /** The coordinate transformation modes that extents alone decide on. */
  List<String> COORDINATES =
      List.of("asymmetric", "half_pixel", "pytorch_half_pixel", "align_corners");

  /** What it is between two extents, in an element type. */
  TensorData between(long from, long to, DataType dtype);

  /**
   * As ONNX's {@code Resize} by sizes has it. Applied to a unit matrix, or to places in their
   * order, the operator gives it again.
   *
   * @param mode linear, cubic or nearest
   * @param coordinates the coordinate transformation mode
   * @param rounding the nearest mode
   * @param cubic the kernel's coefficient
   * @param inside whether what is outside counts nothing, instead of as the last element
   */
  record Onnx(String mode, String coordinates, String rounding, double cubic, boolean inside)
      implements Resized {
    @Override
    public TensorData between(long from, long to, DataType dtype) {
      Interpolation along = new Interpolation(from, to, (double) to / from, coordinates, 0, 1);
      TensorData made =
          switch (mode) {
            case "nearest" -> {
              long[] places = along.nearest(rounding);
              yield TensorData.of(places, places.length);
            }
            case "linear" -> along.weights(Interpolation::linear, 1, false, false);
            default -> along.weights(d -> Interpolation.cubic(d, cubic), 2, false, inside);
          };
      return made.cast(dtype);
    }
  }

  /**
   * As {@link Resize} has it, which Keras's layers use.
   *
   * @param method how values between pixels are found
   * @param antialias whether kernels are widened where the axis shrinks
   */
  record Keras(Method method, boolean antialias) implements Resized {
    @Override
    public TensorData between(long from, long to, DataType dtype) {
      TensorData made =
          method == Method.NEAREST
              ? Resize.nearest(from, to)
              : Resize.weights(from, to, method, antialias);
      return made.cast(dtype);
    }
  }

  /** All matrices of weights, the likeliest first. */
  static List<Resized> matrices() {
    List<Resized> all = new ArrayList<>();
    for (String coordinates : COORDINATES) {
      all.add(new Onnx("linear", coordinates, "floor", -0.75, false));
      for (boolean inside : new boolean[] {false, true}) {
        all.add(new Onnx("cubic", coordinates, "floor", -0.75, inside));
        all.add(new Onnx("cubic", coordinates, "floor", -0.5, inside));
      }
    }
    Stream.of(Method.values())
        .filter(method -> method != Method.NEAREST)
        .forEach(
            method -> {
              all.add(new Keras(method, false));
              all.add(new Keras(method, true));
            });
    return all;
  }

  /** All lists of nearest elements. */
  static List<Resized> lists() {
    List<Resized> all = new ArrayList<>();
    for (String rounding : List.of("floor", "round_prefer_floor", "round_prefer_ceil", "ceil")) {
      COORDINATES.forEach(c -> all.add(new Onnx("nearest", c, rounding, -0.75, false)));
    }
    all.add(new Keras(Method.NEAREST, false));
    return all;
  }

  /** Whether it is this that was seen in each trace, from these extents on. */
  default boolean givesAll(long[] from, List<TensorData> seen) {
    return IntStream.range(0, from.length)
        .allMatch(
            i -> {
              TensorData one = seen.get(i);
              return between(from[i], one.type().dim(-1), one.dtype()).equals(one);
            });
  }
}
