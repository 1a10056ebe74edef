package io.trihorn.regularizers;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/**
 * {@code factor} times the mean of the magnitudes of the products of different rows, or columns, of
 * a matrix, each of length 1.
 */
final class OrthogonalRegularizer implements Regularizer {
  private static final double EPSILON = 1e-14;
  private double factor = 0.01;
  private String mode = "rows";

  @Override
  public void configure(Config config) {
    factor = config.number("factor", factor);
    mode = config.text("mode", mode);
    if (!mode.equals("rows") && !mode.equals("columns")) {
      throw new ConfigException(
          "OrthogonalRegularizer: mode should be rows or columns, but is " + mode);
    }
  }

  @Override
  public Tensor call(Tensor x) {
    if (x.rank() != 2) {
      throw new ShapeException(
          "OrthogonalRegularizer: the weight should have two axes, but is " + x.type());
    }
    Tensor rows = mode.equals("rows") ? x : Shapes.transpose(x);
    long n = rows.dim(0);
    Tensor lengths = Ops.sqrt(Ops.maximum(Ops.sumKeep(Ops.square(rows), 1), EPSILON));
    Tensor unit = Ops.divide(rows, lengths);
    Tensor index = Shapes.arange(x, n, DataType.INT32);
    Tensor itself = Shapes.oneHot(index, n, x.dtype());
    Tensor products = Ops.multiply(Nn.matmul(unit, unit, false, true), Ops.subtract(1, itself));
    double pairs = n * (n - 1.0) / 2;
    return Ops.multiply(Ops.sum(Ops.abs(products)), factor * 0.5 / pairs);
  }
}
