package io.trihorn.backend.dl4j.kernels;

/**
 * The error function of float32 by a loop that becomes vector instructions: {@code x p(x^2) /
 * q(x^2)} with polynomials of the fifth degree, fitted for the least relative error up to where it
 * is 1 in float32. All their coefficients are positive, so that nothing cancels out.
 */
final class ErrorFunction {
  /**
   * Beyond this the quotient is at least 1 in float32, to which it is bounded; the function is 1
   * from 3.92 on.
   */
  private static final float HIGHEST = 4;

  private ErrorFunction() {}

  /** Of the first elements, with a relative error below 4e-7. The result may be the argument. */
  static void erf(float[] x, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      float v = Math.max(Math.min(x[i], HIGHEST), -HIGHEST);
      float u = v * v;
      float p = 2.0500854e-6f;
      p = p * u + 2.848806e-4f;
      p = p * u + 3.7655602e-3f;
      p = p * u + 5.2748542e-2f;
      p = p * u + 1.9040526e-1f;
      p = p * u + 1.1283791f;
      float q = 3.8091584e-5f;
      q = q * u + 1.1625203e-3f;
      q = q * u + 1.4969103e-2f;
      q = q * u + 1.141086e-1f;
      q = q * u + 5.02075e-1f;
      q = q * u + 1;
      // Rounding may have gone beyond.
      z[i] = Math.max(Math.min(v * p / q, 1), -1);
    }
  }
}
