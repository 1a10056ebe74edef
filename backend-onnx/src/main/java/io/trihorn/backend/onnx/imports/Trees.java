package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Decision trees as tables of nodes. All rows go down all trees together, a step for each level:
 * leaves lead to themselves.
 *
 * @param modes how each node compares; null for a leaf
 * @param features the feature each node looks at
 * @param splits what each node compares it with
 * @param yes where each node leads to if the comparison holds; a leaf to itself
 * @param no where to else
 * @param missing whether a node leads to {@code yes} where the feature is missing
 * @param roots the first node of each tree
 * @param weights what a leaf adds to each target, {@code [node][target]}
 * @param given whether a leaf says anything about a target
 */
record Trees(
    Mode[] modes,
    long[] features,
    double[] splits,
    long[] yes,
    long[] no,
    boolean[] missing,
    long[] roots,
    double[][] weights,
    boolean[][] given) {

  /** Comparisons of a feature with a number. */
  enum Mode {
    /** At most. */
    LEQ,
    /** Less. */
    LT,
    /** At least. */
    GTE,
    /** More. */
    GT,
    /** Equal. */
    EQ,
    /** Not equal. */
    NEQ;

    Tensor compare(Tensor x, Tensor y) {
      return switch (this) {
        case LEQ -> Ops.lessEqual(x, y);
        case LT -> Ops.less(x, y);
        case GTE -> Ops.greaterEqual(x, y);
        case GT -> Ops.greater(x, y);
        case EQ -> Ops.equal(x, y);
        case NEQ -> Ops.notEqual(x, y);
      };
    }
  }

  /** How what trees say is put together. */
  enum Aggregate {
    /** The mean over all trees. */
    AVERAGE,
    /** The sum. */
    SUM,
    /** The smallest. */
    MIN,
    /** The largest. */
    MAX
  }

  private int targets() {
    return weights.length == 0 ? 0 : weights[0].length;
  }

  /**
   * The number of steps from the roots to the deepest leaf.
   *
   * @throws IllegalArgumentException if nodes lead in a circle or out of the table
   */
  private int depth() {
    long[] level = roots;
    int depth = 0;
    while (true) {
      long[] inner = Arrays.stream(level).filter(n -> modes[(int) n] != null).distinct().toArray();
      if (inner.length == 0) {
        return depth;
      }
      if (depth++ > modes.length) {
        throw new IllegalArgumentException("nodes of a tree lead in a circle");
      }
      level =
          Arrays.stream(inner)
              .flatMap(n -> Arrays.stream(new long[] {yes[(int) n], no[(int) n]}))
              .toArray();
    }
  }

  /**
   * The leaf that each row ends in, for each tree: {@code (batch, features)} to {@code (batch,
   * trees)}.
   */
  private Tensor leaves(Tensor x) {
    int count = roots.length;
    Tensor at = Shapes.broadcastTo(x.constant(TensorData.of(roots, 1, count)), x.dim(0), count);
    Set<Mode> used = EnumSet.noneOf(Mode.class);
    Arrays.stream(modes).filter(m -> m != null).forEach(used::add);
    boolean anyMissing = false;
    for (boolean m : missing) {
      anyMissing |= m;
    }
    for (int step = depth(); step > 0; step--) {
      Tensor value = Shapes.takeAlongAxis(x, take(x, Values.longs(features), at), 1);
      Tensor split = take(x, TensorData.of(splits, splits.length).cast(x.dtype()), at);
      Tensor holds = null;
      for (Mode mode : used) {
        Tensor of = mode.compare(value, split);
        if (holds == null) {
          holds = of;
        } else {
          boolean[] mine = new boolean[modes.length];
          for (int i = 0; i < mine.length; i++) {
            mine[i] = modes[i] == mode;
          }
          Tensor isMine = take(x, booleans(mine), at);
          holds =
              Ops.logicalOr(
                  Ops.logicalAnd(isMine, of), Ops.logicalAnd(Ops.logicalNot(isMine), holds));
        }
      }
      if (anyMissing) {
        Tensor tracks = Ops.logicalAnd(Ops.isnan(value), take(x, booleans(missing), at));
        holds = Ops.logicalOr(holds, tracks);
      }
      at = Ops.where(holds, take(x, Values.longs(yes), at), take(x, Values.longs(no), at));
    }
    return at;
  }

  private static TensorData booleans(boolean[] values) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.BOOLEAN, values.length));
    for (int i = 0; i < values.length; i++) {
      data.setLong(i, values[i] ? 1 : 0);
    }
    return data;
  }

  private static Tensor take(Tensor like, TensorData table, Tensor at) {
    return Shapes.take(like.constant(table), at, 0);
  }

  /** What the trees say together: rows {@code (batch, features)} to {@code (batch, targets)}. */
  Tensor scores(Tensor x, Aggregate aggregate) {
    int nodes = modes.length;
    double nothing =
        switch (aggregate) {
          case MIN -> Double.POSITIVE_INFINITY;
          case MAX -> Double.NEGATIVE_INFINITY;
          default -> 0;
        };
    double[] flat = new double[nodes * targets()];
    for (int n = 0; n < nodes; n++) {
      for (int t = 0; t < targets(); t++) {
        flat[n * targets() + t] = given[n][t] ? weights[n][t] : nothing;
      }
    }
    TensorData table = TensorData.of(flat, nodes, targets()).cast(x.dtype());
    Tensor said = take(x, table, leaves(x));
    return switch (aggregate) {
      case SUM -> Ops.sum(said, 1);
      case AVERAGE -> Ops.divide(Ops.sum(said, 1), roots.length);
      case MIN -> orZero(Ops.min(said, 1));
      case MAX -> orZero(Ops.max(said, 1));
    };
  }

  /** Where no tree says anything about a target. */
  private static Tensor orZero(Tensor y) {
    Tensor infinite = Ops.equal(Ops.abs(y), y.scalar(Double.POSITIVE_INFINITY));
    return Ops.where(infinite, Shapes.zerosLike(y), y);
  }

  /** Whether leaves speak of one target only. */
  boolean ofOneTarget() {
    Set<Integer> spoken = new HashSet<>();
    for (boolean[] leaf : given) {
      for (int t = 0; t < leaf.length; t++) {
        if (leaf[t]) {
          spoken.add(t);
        }
      }
    }
    return spoken.size() == 1;
  }

  /** Whether no leaf adds a negative number. */
  boolean positive() {
    return Arrays.stream(weights).flatMapToDouble(Arrays::stream).allMatch(w -> w >= 0);
  }
}
