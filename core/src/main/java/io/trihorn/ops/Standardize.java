package io.trihorn.ops;

import io.trihorn.graph.Composite;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * {@code x -> (y, inverse)}: {@code y = (x - mean) * inverse} with {@code inverse = 1 / sqrt(v +
 * epsilon)}, where mean and {@code v} are taken over some axes and {@code inverse} keeps them with
 * extent 1. Centered, {@code v} is the (biased) variance; otherwise the mean counts as 0 and {@code
 * v} is the mean of squares.
 *
 * @param axes what the statistics are taken over, sorted, not negative
 * @param epsilon added to the variance
 * @param centered whether the mean is taken off
 */
public record Standardize(List<Integer> axes, double epsilon, boolean centered) implements Fusion {
  /** Copies the list. */
  public Standardize {
    axes = List.copyOf(axes);
  }

  /** The standardized tensor; negative axes count from the end. */
  public static Tensor apply(Tensor x, double epsilon, boolean centered, int... axes) {
    List<Integer> sorted = Axes.of("standardize", x.rank(), axes);
    return new Standardize(sorted, epsilon, centered).apply(x).get(0);
  }

  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    if (inputs.size() != 1 || !x.dtype().isFloating()) {
      throw new ShapeException("standardize needs one floating operand, but got " + inputs);
    }
    long[] dims = x.dims();
    axes.forEach(axis -> dims[axis] = 1);
    return List.of(x, x.withShape(dims));
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor x = in.get(0);
    Tensor away = centered ? Ops.subtract(x, Ops.meanKeep(x, over())) : x;
    // Squares of what is left of the mean, which do not cancel as E[x^2] - E[x]^2 does.
    Tensor spread = Ops.meanKeep(Ops.square(away), over());
    Tensor inverse = Ops.rsqrt(Ops.add(spread, epsilon));
    return List.of(Ops.multiply(away, inverse), inverse);
  }

  @Override
  public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
    if (g.get(0) == null || g.get(1) != null) {
      return Optional.empty();
    }
    Tensor gy = g.get(0);
    Tensor y = out.get(0);
    Tensor inner = Ops.multiply(y, Ops.meanKeep(Ops.multiply(gy, y), over()));
    if (centered) {
      inner = Ops.add(inner, Ops.meanKeep(gy, over()));
    }
    return Optional.of(List.of(Ops.multiply(Ops.subtract(gy, inner), out.get(1))));
  }

  @Override
  public Optional<Composite> permuted(List<Integer> permutation) {
    List<Integer> moved = axes.stream().map(permutation::indexOf).sorted().toList();
    return Optional.of(new Standardize(moved, epsilon, centered));
  }

  private int[] over() {
    return axes.stream().mapToInt(i -> i).toArray();
  }
}
