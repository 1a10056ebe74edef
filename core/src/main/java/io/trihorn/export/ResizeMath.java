package io.trihorn.export;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.image.Resize.Method;

/** Resizing along an axis by arithmetic, for engines that have no operator to copy it from. */
final class ResizeMath {
  private ResizeMath() {}

  static <V> V resized(ExtentMath<V> math, Resized kind, V from, V to) {
    return kind instanceof Resized.Keras keras
        ? keras(math, keras, from, to)
        : onnx(math, (Resized.Onnx) kind, from, to);
  }

  private static <V> V onnx(ExtentMath<V> math, Resized.Onnx kind, V from, V to) {
    V positions = positions(math, kind.coordinates(), from, to);
    return switch (kind.mode()) {
      case "nearest" -> nearest(math, positions, kind.rounding(), from);
      case "linear" -> linear(math, positions, from);
      default ->
          kind.inside()
              ? shares(math, keys(math, distances(math, positions, from), kind.cubic()))
              : cubic(math, positions, kind.cubic(), from);
    };
  }

  private static <V> V keras(ExtentMath<V> math, Resized.Keras kind, V from, V to) {
    V before = real(math, from);
    V behind = real(math, to);
    V middles = math.add(places(math, to), real(math, 0.5));
    if (kind.method() == Method.NEAREST) {
      V over = math.divide(math.multiply(middles, before), behind);
      return within(math, math.floor(over), from);
    }
    V step = math.divide(before, behind);
    V positions = math.add(math.multiply(middles, step), real(math, -0.5));
    V distances = distances(math, positions, from);
    if (kind.antialias()) {
      distances = math.divide(distances, math.most(step, real(math, 1)));
    }
    return shares(
        math,
        switch (kind.method()) {
          case BILINEAR -> falling(math, distances);
          case BICUBIC -> keys(math, distances, -0.5);
          default -> lanczos(math, distances, kind.method().radius());
        });
  }

  /** The numbers from 0 up to an extent. */
  private static <V> V places(ExtentMath<V> math, V extent) {
    return real(math, math.range(number(math, 0), extent, 1));
  }

  /** How far each element of the axis is from positions: {@code (from, to)}. */
  private static <V> V distances(ExtentMath<V> math, V positions, V from) {
    V rows = math.reshape(places(math, from), -1, 1);
    return size(math, math.add(math.reshape(positions, 1, -1), minus(math, rows)));
  }

  /** Weights as shares of their column's sum. */
  private static <V> V shares(ExtentMath<V> math, V weights) {
    return math.divide(weights, math.columnSums(weights));
  }

  private static <V> V minus(ExtentMath<V> math, V x) {
    return math.multiply(x, real(math, -1));
  }

  private static <V> V size(ExtentMath<V> math, V x) {
    return math.most(x, minus(math, x));
  }

  /** Where elements of the result stand on the operand's axis, as {@link Interpolation} has it. */
  private static <V> V positions(ExtentMath<V> math, String coordinates, V from, V to) {
    V places = places(math, to);
    V before = real(math, from);
    V behind = real(math, to);
    return switch (coordinates) {
      case "asymmetric" -> math.multiply(places, math.divide(before, behind));
      case "align_corners" -> {
        V steps = math.most(math.add(behind, real(math, -1)), real(math, 1));
        V last = math.add(before, real(math, -1));
        yield math.divide(math.multiply(places, last), steps);
      }
      default -> {
        V middles = math.add(places, real(math, 0.5));
        V ratio = math.divide(before, behind);
        yield math.add(math.multiply(middles, ratio), real(math, -0.5));
      }
    };
  }

  /** Weights that fall with the distance, from positions on the axis. */
  private static <V> V linear(ExtentMath<V> math, V positions, V from) {
    return falling(math, distances(math, within(math, positions, from), from));
  }

  /** 1 at a distance of 0, 0 from 1 on. */
  private static <V> V falling(ExtentMath<V> math, V distance) {
    return math.most(math.add(real(math, 1), minus(math, distance)), real(math, 0));
  }

  /** Weights of the two elements on either side of positions, those outside as the last one. */
  private static <V> V cubic(ExtentMath<V> math, V positions, double a, V from) {
    V before = math.floor(positions);
    V weights = real(math, 0);
    for (int tap = -1; tap <= 2; tap++) {
      V element = math.add(before, real(math, tap));
      V distance = size(math, math.add(positions, minus(math, element)));
      // Of whole positions, linear weights say which element it is.
      V place = linear(math, element, from);
      V weight = math.reshape(keys(math, distance, a), 1, -1);
      weights = math.add(weights, math.multiply(place, weight));
    }
    return shares(math, weights);
  }

  /** Keys's kernel: each of its two polynomials is 0 at the ends of the other's part. */
  private static <V> V keys(ExtentMath<V> math, V distance, double a) {
    V near = math.least(distance, real(math, 1));
    V far = math.least(math.most(distance, real(math, 1)), real(math, 2));
    return math.add(
        polynomial(math, near, a + 2, -(a + 3), 0, 1),
        polynomial(math, far, a, -5 * a, 8 * a, -4 * a));
  }

  /** A sinc windowed by a sinc, which is 0 at the radius. */
  private static <V> V lanczos(ExtentMath<V> math, V distance, int radius) {
    V part = math.most(math.least(distance, real(math, radius)), real(math, 1e-8));
    V angle = math.multiply(part, real(math, Math.PI));
    V slow = math.multiply(angle, real(math, 1.0 / radius));
    V waves = math.multiply(math.sin(angle), math.sin(slow));
    return math.divide(waves, math.multiply(angle, slow));
  }

  /** By Horner's rule, from the highest power's coefficient on. */
  private static <V> V polynomial(ExtentMath<V> math, V x, double... coefficients) {
    V value = real(math, coefficients[0]);
    for (int i = 1; i < coefficients.length; i++) {
      value = math.add(math.multiply(value, x), real(math, coefficients[i]));
    }
    return value;
  }

  private static <V> V nearest(ExtentMath<V> math, V positions, String rounding, V from) {
    V near =
        switch (rounding) {
          case "floor" -> math.floor(positions);
          case "round_prefer_ceil" -> math.floor(math.add(positions, real(math, 0.5)));
          case "round_prefer_floor" -> ceil(math, math.add(positions, real(math, -0.5)));
          default -> ceil(math, positions);
        };
    return within(math, near, from);
  }

  private static <V> V ceil(ExtentMath<V> math, V x) {
    return minus(math, math.floor(minus(math, x)));
  }

  /** Not before the first element, nor behind the last. */
  private static <V> V within(ExtentMath<V> math, V x, V from) {
    V last = math.add(real(math, from), real(math, -1));
    return math.most(math.least(x, last), real(math, 0));
  }

  private static <V> V number(ExtentMath<V> math, long value) {
    return math.constant(TensorData.of(new long[] {value}, 1));
  }

  private static <V> V real(ExtentMath<V> math, double value) {
    return math.constant(TensorData.of(new double[] {value}, 1));
  }

  private static <V> V real(ExtentMath<V> math, V whole) {
    return math.cast(whole, DataType.FLOAT64);
  }
}
