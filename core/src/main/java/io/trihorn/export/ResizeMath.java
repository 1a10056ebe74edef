package io.trihorn.export;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;

/** Resizing along an axis by arithmetic, for engines that have no operator to copy it from. */
final class ResizeMath {
  private ResizeMath() {}

  static <V> V resized(ExtentMath<V> math, Resized kind, V from, V to) {
    V positions = positions(math, kind.coordinates(), from, to);
    return switch (kind.mode()) {
      case "nearest" -> nearest(math, positions, kind.rounding(), from);
      case "linear" -> linear(math, positions, from);
      default -> cubic(math, positions, kind, from);
    };
  }

  /** Where elements of the result stand on the operand's axis, as {@link Interpolation} has it. */
  private static <V> V positions(ExtentMath<V> math, String coordinates, V from, V to) {
    V places = real(math, math.range(number(math, 0), to, 1));
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
    V inside = within(math, positions, from);
    V rows = math.reshape(real(math, math.range(number(math, 0), from, 1)), -1, 1);
    V distance = math.add(math.reshape(inside, 1, -1), math.multiply(rows, real(math, -1)));
    return falling(math, distance);
  }

  /** 1 at a distance of 0, 0 from 1 on. */
  private static <V> V falling(ExtentMath<V> math, V distance) {
    V width = math.most(distance, math.multiply(distance, real(math, -1)));
    V weight = math.add(real(math, 1), math.multiply(width, real(math, -1)));
    return math.most(weight, real(math, 0));
  }

  /** Weights of the two elements on either side of positions, by Keys's kernel. */
  private static <V> V cubic(ExtentMath<V> math, V positions, Resized kind, V from) {
    double a = kind.cubic();
    double[] near = {a + 2, -(a + 3), 0, 1};
    double[] far = {a, -5 * a, 8 * a, -4 * a};
    V before = math.floor(positions);
    V weights = real(math, 0);
    V total = real(math, 0);
    for (int tap = -1; tap <= 2; tap++) {
      V element = math.add(before, real(math, tap));
      V away = math.add(positions, math.multiply(element, real(math, -1)));
      V distance = math.multiply(away, real(math, tap <= 0 ? 1 : -1));
      V weight = polynomial(math, distance, tap == 0 || tap == 1 ? near : far);
      if (kind.inside()) {
        V beside = math.add(within(math, element, from), math.multiply(element, real(math, -1)));
        weight = math.multiply(weight, falling(math, beside));
      }
      // Of whole positions, linear weights say which element it is; outside it is the last one.
      V place = linear(math, element, from);
      weights = math.add(weights, math.multiply(place, math.reshape(weight, 1, -1)));
      total = math.add(total, weight);
    }
    return math.divide(weights, math.reshape(total, 1, -1));
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
    V minus = real(math, -1);
    return math.multiply(math.floor(math.multiply(x, minus)), minus);
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
