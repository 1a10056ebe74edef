package io.trihorn.ops;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Lengths of vectors. */
public final class Norms {
  private Norms() {}

  /** {@code (sum |x|^p)^(1/p)} along axes, which are dropped; p may be 0 or infinite. */
  public static Tensor vector(Tensor x, double p, int... axes) {
    Tensor f = Ops.floating(x);
    int[] over = Axes.array("norm", f.rank(), axes);
    if (p == 2) {
      return Shapes.squeezeExactly(new Euclidean(List.copyOf(boxed(over))).applyOne(f), over);
    }
    Tensor size = Ops.abs(f);
    if (p == Double.POSITIVE_INFINITY) {
      return Ops.max(size, over);
    }
    if (p == Double.NEGATIVE_INFINITY) {
      return Ops.min(size, over);
    }
    if (p == 0) {
      return Ops.sum(Ops.cast(Ops.notEqual(f, 0), f.dtype()), over);
    }
    if (p == 1) {
      return Ops.sum(size, over);
    }
    return Ops.power(Ops.sum(Ops.power(size, p), over), 1 / p);
  }

  private static List<Integer> boxed(int[] axes) {
    return Arrays.stream(axes).boxed().toList();
  }

  /**
   * The root of the sum of squares over axes, which stay with extent 1; without overflow, and with
   * the gradient 0 of what is 0.
   *
   * @param axes sorted, not negative
   */
  record Euclidean(List<Integer> axes) implements Fusion {
    @Override
    public List<Tensor> expand(List<Tensor> in) {
      int[] over = axes.stream().mapToInt(i -> i).toArray();
      Tensor x = in.get(0);
      Tensor largest = Ops.maxKeep(Ops.abs(x), over);
      Tensor usable = Ops.logicalAnd(Ops.greater(largest, 0), Logic.isfinite(largest));
      Tensor scale = Ops.where(usable, largest, 1);
      Tensor squares = Ops.sumKeep(Ops.square(Ops.divide(x, scale)), over);
      return List.of(Ops.multiply(scale, Ops.sqrt(squares)));
    }

    @Override
    public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
      Tensor direction = Logic.divideNoNan(in.get(0), out.get(0));
      return Optional.of(List.of(Ops.multiply(direction, g.get(0))));
    }
  }
}
