package io.trihorn.constraints;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * Constraints of the norms of a weight along axes: {@code w * wanted / (1e-7 + norm)}. {@code
 * MaxNorm} wants at most {@code max_value}, {@code UnitNorm} 1, and {@code MinMaxNorm} moves a norm
 * by {@code rate} towards the nearest between two bounds.
 */
final class NormConstraint implements Constraint {
  /** Keras's constraints of this kind. */
  enum Kind {
    /** At most a value. */
    MAX("MaxNorm", 2),
    /** Exactly 1. */
    UNIT("UnitNorm", 1),
    /** Between two values. */
    MIN_MAX("MinMaxNorm", 1);

    private final String className;
    private final double max;

    Kind(String className, double max) {
      this.className = className;
      this.max = max;
    }
  }

  private static final double EPSILON = 1e-7;
  private final Kind kind;
  private double min;
  private double max;
  private double rate = 1;
  private List<Integer> axes = List.of(0);

  NormConstraint(Kind kind) {
    this.kind = kind;
    this.max = kind.max;
  }

  @Override
  public String className() {
    return kind.className;
  }

  @Override
  public void configure(Config config) {
    if (kind == Kind.MIN_MAX) {
      min = config.number("min_value", min);
    }
    if (kind != Kind.UNIT) {
      max = config.number("max_value", max);
    }
    if (kind == Kind.MIN_MAX) {
      rate = config.number("rate", rate);
    }
    axes = config.integerOrIntegers("axis", axes);
  }

  @Override
  public Tensor call(Tensor w) {
    int[] over = axes.stream().mapToInt(Integer::intValue).toArray();
    Tensor norm = Ops.sqrt(Ops.sumKeep(Ops.square(w), over));
    Tensor wanted =
        switch (kind) {
          case UNIT -> norm.scalar(1);
          case MAX -> Ops.clip(norm, 0, max);
          case MIN_MAX ->
              Ops.add(Ops.multiply(Ops.clip(norm, min, max), rate), Ops.multiply(norm, 1 - rate));
        };
    return Ops.multiply(w, Ops.divide(wanted, Ops.add(norm, EPSILON)));
  }
}
