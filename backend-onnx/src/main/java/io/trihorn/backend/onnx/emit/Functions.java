package io.trihorn.backend.onnx.emit;

/** Functions that ONNX has no operator for, or ONNX Runtime no float64 kernel. */
final class Functions {
  /** What {@code Math.PI / 2} is short of half of pi. */
  private static final double HALF_PI_REST = 6.123233995736766e-17;

  private Functions() {}

  /**
   * Near 0 by {@code 2t / (1 - t)} with {@code t = tanh(x / 2)}, which cancels nothing there; by
   * the exponential elsewhere.
   */
  static Operand expm1(Emit e, Operand x) {
    Operand t = e.unary("Tanh", e.mul(x, 0.5));
    Operand near = e.div(e.mul(t, 2), e.sub(e.scalar(x, 1), t));
    Operand far = e.sub(e.unary("Exp", x), e.scalar(x, 1));
    return e.where(e.compare("Less", e.unary("Abs", x), e.scalar(x, 1)), near, far);
  }

  /**
   * With {@code u = 1 + x} as rounded, {@code log(u) x / (u - 1)} near 0, where the quotient makes
   * up for the rounding; {@code x} where it rounds to 1, {@code log(u)} far from 0.
   */
  static Operand log1p(Emit e, Operand x) {
    Operand one = e.scalar(x, 1);
    Operand u = e.add(x, one);
    Operand log = e.unary("Log", u);
    Operand step = e.sub(u, one);
    Operand near = e.div(e.mul(log, x), step);
    Operand exact = e.compare("Equal", step, e.scalar(x, 0));
    Operand far = e.compare("LessOrEqual", one, e.unary("Abs", x));
    return e.where(exact, x, e.where(far, log, near));
  }

  /** {@code sin(pi / 2 - |x|)}, whose difference has the digits of pi beyond a double's. */
  static Operand cos(Emit e, Operand x) {
    Operand rest = e.sub(e.scalar(x, Math.PI / 2), e.unary("Abs", x));
    return e.unary("Sin", e.add(rest, HALF_PI_REST));
  }

  /**
   * Arguments beyond 1 by the reciprocal, then twice {@code atan(y) = 2 atan(y / (1 + sqrt(1 +
   * y^2)))}, then Taylor's series, whose argument is below 0.2.
   */
  static Operand atan(Emit e, Operand x) {
    Operand one = e.scalar(x, 1);
    Operand magnitude = e.unary("Abs", x);
    Operand large = e.compare("Less", one, magnitude);
    Operand y = e.where(large, e.div(one, magnitude), magnitude);
    for (int i = 0; i < 2; i++) {
      y = e.div(y, e.add(e.unary("Sqrt", e.add(e.mul(y, y), one)), one));
    }
    Operand square = e.mul(y, y);
    double[] series = new double[13];
    for (int k = 0; k < series.length; k++) {
      series[k] = (k % 2 == 0 ? 4.0 : -4.0) / (2 * k + 1);
    }
    Operand angle = e.mul(polynomial(e, square, series), y);
    Operand turned = e.sub(e.scalar(x, Math.PI / 2), angle);
    return e.mul(e.where(large, turned, angle), e.unary("Sign", x));
  }

  /**
   * Below 2.5 by the series {@code 2 x e^{-x^2} / sqrt(pi) (1 + 2x^2/3 + (2x^2)^2/(3 5) + ...)},
   * whose terms are all positive; above by the continued fraction of the complement.
   */
  static Operand erf(Emit e, Operand x) {
    double border = 2.5;
    Operand one = e.scalar(x, 1);
    Operand magnitude = e.unary("Abs", x);
    Operand small = e.compare("LessOrEqual", magnitude, e.scalar(x, border));
    Operand gauss = e.unary("Exp", e.unary("Neg", e.mul(x, x)));

    double[] series = new double[48];
    series[0] = 2 / Math.sqrt(Math.PI);
    for (int k = 1; k < series.length; k++) {
      series[k] = series[k - 1] * 2 / (2 * k + 1);
    }
    Operand inside = e.where(small, x, e.scalar(x, 0));
    Operand near = e.mul(e.mul(polynomial(e, e.mul(inside, inside), series), inside), gauss);

    // 1 / (y + (1/2) / (y + (2/2) / (y + (3/2) / ...))), from the inside out.
    Operand y = e.where(small, e.scalar(x, border), magnitude);
    Operand fraction = y;
    for (int k = 40; k >= 1; k--) {
      fraction = e.add(e.div(e.scalar(x, k / 2.0), fraction), y);
    }
    Operand complement = e.div(e.mul(gauss, 1 / Math.sqrt(Math.PI)), fraction);
    Operand far = e.mul(e.sub(one, complement), e.unary("Sign", x));
    // NaN is not small, and so comes out of the far branch.
    return e.where(small, near, far);
  }

  /** {@code c0 + c1 z + c2 z^2 + ...}. */
  private static Operand polynomial(Emit e, Operand z, double[] coefficients) {
    Operand sum = e.scalar(z, coefficients[coefficients.length - 1]);
    for (int k = coefficients.length - 2; k >= 0; k--) {
      sum = e.add(e.mul(sum, z), coefficients[k]);
    }
    return sum;
  }
}
