package io.trihorn.ops;

/** The formulas of {@link Elementary}. */
final class Inverses {
  private static final double LOG_2 = Math.log(2);
  // Where x^2 still fits every float type, and sqrt(x^2 + 1) is x to the last digit.
  private static final double LARGE = 1e9;
  private static final double WINITZKI = 0.147;

  /** Chebyshev coefficients of {@code log(e^(x^2) erfc(x) / t)} in {@code t = 2 / (2 + x)}. */
  private static final double[] ERFC = {
    -0.65132685989085914,
    0.64196979235649909,
    0.019476473204177072,
    -0.009561514786800002,
    -0.00094659534449047721,
    0.00036683949786096067,
    4.2523324799000269e-05,
    -2.0278578104967185e-05,
    -1.6242900118269946e-06,
    1.3036558423291443e-06,
    1.5626435446393431e-08,
    -8.5238090150886685e-08,
    6.529049222221988e-09,
    5.05934813310858e-09,
    -9.9136818614526996e-10,
    -2.2736172538307296e-10,
    9.6465167788429074e-11,
    2.3961107301909226e-12,
    -6.8874168171809815e-12,
    8.9518530266449098e-13,
    3.130909729684443e-13,
    -1.1340326583716808e-13
  };

  private Inverses() {}

  static Tensor arcsin(Tensor x) {
    return Ops.arctan(Ops.divide(x, Ops.sqrt(cosineSquared(x))));
  }

  private static Tensor cosineSquared(Tensor x) {
    return Ops.multiply(Ops.subtract(1, x), Ops.add(x, 1));
  }

  static Tensor arccos(Tensor x) {
    Tensor ratio = Ops.divide(Ops.subtract(1, x), Ops.add(x, 1));
    return Ops.multiply(Ops.arctan(Ops.sqrt(ratio)), 2);
  }

  static Tensor arcsinh(Tensor x) {
    Tensor size = Ops.abs(x);
    Tensor large = Ops.greater(size, LARGE);
    Tensor near = Ops.where(large, 1, size);
    Tensor square = Ops.square(near);
    Tensor root = Ops.add(Ops.sqrt(Ops.add(square, 1)), 1);
    Tensor small = Ops.log1p(Ops.add(near, Ops.divide(square, root)));
    Tensor far = Ops.add(Ops.log(Ops.where(large, size, 1)), LOG_2);
    return Ops.multiply(Ops.sign(x), Ops.where(large, far, small));
  }

  static Tensor arccosh(Tensor x) {
    Tensor large = Ops.greater(x, LARGE);
    Tensor t = Ops.subtract(Ops.where(large, 1, x), 1);
    Tensor root = Ops.sqrt(Ops.multiply(t, Ops.add(t, 2)));
    Tensor far = Ops.add(Ops.log(Ops.where(large, x, 1)), LOG_2);
    return Ops.where(large, far, Ops.log1p(Ops.add(t, root)));
  }

  static Tensor erfc(Tensor x) {
    Tensor size = Ops.abs(x);
    Tensor t = Ops.divide(2, Ops.add(size, 2));
    Tensor exponent = chebyshev(ERFC, Ops.subtract(Ops.multiply(t, 2), 1));
    Tensor tail = Ops.multiply(t, Ops.exp(Ops.subtract(exponent, Ops.square(size))));
    Tensor outer = Ops.where(Ops.less(x, 0), Ops.subtract(2, tail), tail);
    return Ops.where(Ops.less(size, 0.5), Ops.subtract(1, Ops.erf(x)), outer);
  }

  /** Winitzki's approximation, made exact by two of Halley's steps. */
  static Tensor erfinv(Tensor x) {
    Tensor inside = Ops.less(Ops.abs(x), 1);
    Tensor v = Ops.where(inside, x, 0);
    Tensor log = Ops.add(Ops.log1p(v), Ops.log1p(Ops.negative(v)));
    Tensor t = Ops.add(Ops.multiply(log, 0.5), 2 / (Math.PI * WINITZKI));
    Tensor part = Ops.divide(log, -WINITZKI);
    Tensor root = Ops.sqrt(Ops.add(Ops.square(t), part));
    // sqrt(t^2 + p) - t without cancellation.
    Tensor square =
        Ops.where(
            Ops.less(t, 0), Ops.subtract(root, t), Ops.divide(part, Ops.add(root, Ops.abs(t))));
    Tensor y = Ops.multiply(Ops.sign(v), Ops.sqrt(square));
    for (int i = 0; i < 2; i++) {
      y = halley(y, v);
    }
    Tensor edge = Ops.divide(x, Ops.subtract(1, Ops.abs(x)));
    Tensor outside = Ops.where(Ops.greater(Ops.abs(x), 1), Double.NaN, edge);
    return Ops.where(inside, y, outside);
  }

  private static Tensor halley(Tensor y, Tensor x) {
    // Next to 1 the difference is that of the complements, which keep their digits.
    Tensor tail = Ops.subtract(Ops.subtract(1, Ops.abs(x)), erfc(Ops.abs(y)));
    Tensor far = Ops.multiply(Ops.sign(x), tail);
    Tensor near = Ops.subtract(Ops.erf(y), x);
    Tensor error = Ops.where(Ops.greater(Ops.abs(x), 0.5), far, near);
    Tensor slope = Ops.multiply(Ops.exp(Ops.negative(Ops.square(y))), 2 / Math.sqrt(Math.PI));
    Tensor step = Ops.divide(error, slope);
    return Ops.subtract(y, Ops.divide(step, Ops.add(Ops.multiply(y, step), 1)));
  }

  /** Clenshaw's sum of a Chebyshev series for arguments from -1 to 1. */
  static Tensor chebyshev(double[] coefficients, Tensor u) {
    Tensor twice = Ops.multiply(u, 2);
    Tensor last = Shapes.zerosLike(u);
    Tensor sum = last;
    for (int i = coefficients.length - 1; i > 0; i--) {
      Tensor next = Ops.add(Ops.subtract(Ops.multiply(twice, sum), last), coefficients[i]);
      last = sum;
      sum = next;
    }
    return Ops.add(Ops.subtract(Ops.multiply(u, sum), last), coefficients[0]);
  }
}
