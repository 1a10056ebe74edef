package io.trihorn.graph;

import java.util.List;
import java.util.Locale;

/** Ops that reduce or accumulate along axes. Axes are non-negative and ascending. */
public sealed interface Reduction extends Op {

  /** NumPy's names, which are one word. */
  @Override
  default String label() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** How to reduce. */
  enum ReduceKind {
    /** Sum; 0 of nothing. */
    SUM,
    /** Arithmetic mean, floating only; NaN of nothing. */
    MEAN,
    /** Product; 1 of nothing. */
    PROD,
    /** Largest; NaN if any is NaN; the axes must not be empty. */
    MAX,
    /** Smallest; NaN if any is NaN; the axes must not be empty. */
    MIN,
    /** Whether any holds; boolean only, false of nothing. */
    ANY,
    /** Whether all hold; boolean only, true of nothing. */
    ALL
  }

  /**
   * Reduction over axes.
   *
   * @param kind how
   * @param axes which, at least one
   * @param keepDims whether reduced axes stay with extent 1
   */
  record Reduce(ReduceKind kind, List<Integer> axes, boolean keepDims) implements Reduction {
    /** Copies the axes. */
    public Reduce {
      axes = List.copyOf(axes);
    }

    @Override
    public String label() {
      return "reduce_" + kind.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The int32 index of the largest element along an axis, the first of equals; the axis is dropped.
   * The smallest is the largest of the negated. Undefined with NaN.
   *
   * @param axis the axis, not empty
   */
  record ArgMax(int axis) implements Reduction {}

  /**
   * At each position along an axis the sum of all elements up to it, added in order.
   *
   * @param axis the axis
   */
  record CumSum(int axis) implements Reduction {}
}
