package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.composites.LayerNormalize;
import io.trihorn.graph.ShapeException;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.BatchNormalize;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/** Normalization by means and variances, as PyTorch does it. */
final class Norms {
  private Norms() {}

  /** {@code (x, scale, shift) -> normalized} over the last axes. */
  static Operation layer(Shape over, double epsilon) {
    return new Operation(
        "layerNorm",
        in -> {
          Tensor x = in.get(0);
          int first = x.rank() - over.dimension();
          if (first < 0 || !x.shape().slice(first).equals(over)) {
            throw new ShapeException(
                "layerNorm: expected an array that ends in " + over + ", but got " + x.type());
          }
          LayerNormalize normalize = new LayerNormalize(over.dimension(), epsilon);
          return normalize.apply(x, like(x, in.get(1)), like(x, in.get(2)));
        },
        over,
        epsilon);
  }

  /** Weights in the element type of what they scale, which the result has. */
  private static Tensor like(Tensor x, Tensor weights) {
    return Ops.cast(weights, x.dtype());
  }

  /** {@code (x, mean, variance, scale, shift) -> normalized} by given moments. */
  static Operation batch(int axis, double epsilon) {
    return new Operation(
        "batchNorm",
        in ->
            List.of(
                normalized(in.get(0), axis, epsilon, in.get(1), in.get(2), in.get(3), in.get(4))),
        axis,
        epsilon);
  }

  /**
   * {@code (x, running mean, running variance, scale, shift) -> (normalized, running mean, running
   * variance)} by the batch's own moments; running variances are unbiased.
   */
  static Operation batchTraining(int axis, double epsilon, double momentum) {
    return new Operation(
        "batchNormTraining",
        in -> {
          Tensor x = in.get(0);
          List<Tensor> made =
              new BatchNormalize(axis, epsilon).apply(x, like(x, in.get(3)), like(x, in.get(4)));
          double count = (double) x.size() / x.dim(axis);
          Tensor unbiased = Ops.multiply(made.get(2), count / Math.max(1, count - 1));
          return List.of(
              made.get(0),
              moved(in.get(1), made.get(1), momentum),
              moved(in.get(2), unbiased, momentum));
        },
        axis,
        epsilon,
        momentum);
  }

  private static Tensor moved(Tensor running, Tensor now, double momentum) {
    Tensor kept = Ops.multiply(running, momentum);
    return Ops.add(kept, Ops.multiply(Ops.cast(now, running.dtype()), 1 - momentum));
  }

  private static Tensor normalized(
      Tensor x,
      int axis,
      double epsilon,
      Tensor mean,
      Tensor variance,
      Tensor scale,
      Tensor shift) {
    int rank = x.rank();
    Tensor factor = Ops.divide(scale, Ops.sqrt(Ops.add(variance, epsilon)));
    Tensor centred = Ops.subtract(x, Nn.alongAxis(mean, axis, rank));
    Tensor scaled = Ops.multiply(centred, Nn.alongAxis(factor, axis, rank));
    return Ops.add(scaled, Nn.alongAxis(shift, axis, rank));
  }

  /** {@code (x, slopes) -> x}, negative elements times the slope of their channel. */
  static Operation prelu() {
    return new Operation(
        "prelu",
        in -> {
          Tensor x = in.get(0);
          Tensor slopes = in.get(1);
          boolean one = slopes.size() == 1;
          if (!one && (slopes.rank() != 1 || x.rank() < 2 || slopes.dim(0) != x.dim(1))) {
            throw new ShapeException(
                "prelu: expected one slope or one for each channel of axis 1, but got "
                    + List.of(x.type(), slopes.type()));
          }
          Tensor factor = one ? Shapes.reshape(slopes) : Nn.alongAxis(slopes, 1, x.rank());
          Tensor scaled = Ops.multiply(x, factor);
          return List.of(Ops.where(Ops.greater(x, x.scalar(x.dtype(), 0)), x, scaled));
        });
  }

  /** {@code (indices, table) -> rows}; the indices are known to be inside. */
  static Operation embedding() {
    return new Operation(
        "embedding", in -> List.of(Shapes.take(in.get(1), Ops.cast(in.get(0), DataType.INT64), 0)));
  }
}
