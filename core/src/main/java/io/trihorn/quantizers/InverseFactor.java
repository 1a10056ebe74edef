package io.trihorn.quantizers;

import io.trihorn.config.ConfigException;

/** The factor of the inverse of a symmetric matrix. */
final class InverseFactor {
  private InverseFactor() {}

  /**
   * The upper triangular matrix {@code u}, with a positive diagonal, for which {@code uᵀ u} is the
   * inverse. It is the inverse of the upper triangular {@code r} for which {@code r rᵀ} is the
   * matrix.
   *
   * @throws ConfigException if the matrix is not positive definite
   */
  static double[][] of(double[][] matrix) {
    double[][] r = factor(matrix);
    int n = matrix.length;
    double[][] upper = new double[n][n];
    double[] column = new double[n];
    for (int j = 0; j < n; j++) {
      column[j] = 1 / r[j][j];
      for (int i = j - 1; i >= 0; i--) {
        double sum = 0;
        for (int k = i + 1; k <= j; k++) {
          sum += r[i][k] * column[k];
        }
        column[i] = -sum / r[i][i];
      }
      for (int i = 0; i <= j; i++) {
        upper[i][j] = column[i];
      }
    }
    return upper;
  }

  private static double[][] factor(double[][] matrix) {
    int n = matrix.length;
    double[][] r = new double[n][n];
    for (int j = n - 1; j >= 0; j--) {
      for (int i = j; i >= 0; i--) {
        double rest = matrix[i][j];
        for (int k = j + 1; k < n; k++) {
          rest -= r[i][k] * r[j][k];
        }
        if (i == j && !(rest > 0)) {
          throw new ConfigException(
              "GPTQConfig: the inputs that were seen do not tell all of a layer's weights apart, so"
                  + " that their second moments have no inverse; raise hessianDamping or give more"
                  + " data");
        }
        r[i][j] = i == j ? Math.sqrt(rest) : rest / r[j][j];
      }
    }
    return r;
  }
}
