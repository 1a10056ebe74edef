package io.trihorn.metrics;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.losses.Ranks;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Metrics that count yes and no at several thresholds: for each threshold, how much weight has each
 * of some cells of the confusion matrix, where a prediction above the threshold says yes.
 */
abstract class ConfusionMetric extends Metric {
  /** Below all predictions that count. */
  static final double NOWHERE = -1e10;

  private static final double EPSILON = 1e-7;
  private final Map<Cell, Weight> counts = new EnumMap<>(Cell.class);

  /** The cells that are counted, in the order of their variables. */
  abstract List<Cell> cells();

  /** The thresholds, rising. */
  protected abstract double[] thresholds();

  /** How many of the largest predictions of a sample can say yes; null for all. */
  protected Integer topK() {
    return null;
  }

  /** The only class that is looked at; null for all. */
  protected Integer classId() {
    return null;
  }

  /** Whether each label {@code (batch, labels)} is counted by itself. */
  protected boolean perLabel() {
    return false;
  }

  /** Weights of the labels, or null. */
  protected List<Double> labelWeights() {
    return null;
  }

  /** Predictions as they are compared with thresholds; by default as they are. */
  protected Tensor prepared(Tensor yPred) {
    return yPred;
  }

  /** The name of a cell's variable. */
  String variableName(Cell cell) {
    return cell.variable();
  }

  @Override
  public final void build(TensorType yTrue, TensorType yPred) {
    if (counts.isEmpty()) {
      long n = thresholds().length;
      long[] dims = perLabel() ? new long[] {n, yPred.dim(-1)} : new long[] {n};
      cells().forEach(c -> counts.put(c, addVariable(variableName(c), dims)));
    }
  }

  /**
   * The count of a cell at each threshold, {@code (thresholds)} or {@code (thresholds, labels)}.
   */
  final Tensor count(Trace trace, Cell cell) {
    return trace.read(counts.get(cell).variable());
  }

  /** The share of a cell in it and another, 0 where both are empty. */
  final Tensor share(Trace trace, Cell cell, Cell other) {
    Tensor x = count(trace, cell);
    return ratio(x, Ops.add(x, count(trace, other)));
  }

  @Override
  public final void update(Trace trace, Tensor yTrue, Tensor yPred, Tensor sampleWeight) {
    build(yTrue.type(), yPred.type());
    Tensor[] pair = Ranks.align(prepared(Ops.cast(yPred, dtype())), Ops.cast(yTrue, dtype()));
    Tensor p = topK() == null ? pair[0] : largest(pair[0], topK());
    Tensor t = pair[1];
    Tensor weight = sampleWeight == null ? null : Ops.cast(sampleWeight, dtype());
    if (weight != null && weight.rank() < t.rank()) {
      // One axis, as in Keras; what axes are missing before it come by broadcasting.
      weight = Shapes.expandDims(weight, -1);
    }
    if (classId() != null) {
      p = Shapes.slice(p, -1, classId(), classId() + 1);
      t = Shapes.slice(t, -1, classId(), classId() + 1);
    }
    Tensor all = weight == null ? Shapes.onesLike(p) : Shapes.broadcastTo(weight, p.type().dims());
    if (labelWeights() != null && !perLabel()) {
      all = Ops.multiply(all, labels(p, labelWeights()));
    }
    Tensor yes = Ops.cast(Ops.notEqual(t, 0), dtype());
    Tensor above = above(rowsOf(p));
    count(trace, above, rowsOf(Ops.multiply(yes, all)), true);
    count(trace, above, rowsOf(Ops.multiply(Ops.subtract(1, yes), all)), false);
  }

  /** {@code (batch, labels)}, where all is one label unless they are counted by themselves. */
  private Tensor rowsOf(Tensor x) {
    return perLabel() ? x : Shapes.reshape(x, x.size(), 1);
  }

  /** Adds what has one label: its weights {@code (batch, labels)}, seen from each threshold. */
  private void count(Trace trace, Tensor above, Tensor weights, boolean label) {
    Tensor predicted = Ops.sum(Ops.multiply(above, Shapes.expandDims(weights, 0)), 1);
    Tensor total = Ops.sumKeep(weights, 0);
    for (Cell cell : cells()) {
      if (cell.label() == label) {
        Tensor amount = cell.predicted() ? predicted : Ops.subtract(total, predicted);
        Weight variable = counts.get(cell);
        increase(trace, variable, Shapes.reshape(amount, variable.type().dims()));
      }
    }
  }

  /** 1 where a prediction is above a threshold: {@code (thresholds, batch, labels)}. */
  private Tensor above(Tensor p) {
    double[] limits = thresholds();
    int n = limits.length;
    Tensor wide = Shapes.expandDims(p, 0);
    if (!evenly(limits)) {
      return Ops.cast(Ops.greater(wide, column(p, limits)), dtype());
    }
    // Even steps are compared as multiples of a step, as Keras does, so that rounding is the same.
    double[] steps = IntStream.range(0, n).asDoubleStream().toArray();
    if (limits[0] < 0 || limits[n - 1] > 1) {
      steps[0] = -1;
    }
    Tensor scaled = Ops.multiply(Ops.clip(wide, 0, 1), n - 1);
    return Ops.cast(Ops.greater(scaled, column(p, steps)), dtype());
  }

  private static Tensor column(Tensor like, double[] values) {
    TensorData data = TensorData.zeros(TensorType.of(like.dtype(), values.length, 1, 1));
    for (int i = 0; i < values.length; i++) {
      data.setDouble(i, values[i]);
    }
    return like.constant(data);
  }

  private static Tensor labels(Tensor like, List<Double> weights) {
    TensorData data = TensorData.zeros(TensorType.of(like.dtype(), weights.size()));
    for (int i = 0; i < weights.size(); i++) {
      data.setDouble(i, weights.get(i));
    }
    return like.constant(data);
  }

  private static Tensor largest(Tensor x, int k) {
    Tensor positions = Shapes.topK(x, k).get(1);
    Tensor mask = Ops.sum(Shapes.oneHot(positions, x.dim(-1), DataType.INT32), -2);
    return Ops.where(Ops.greater(mask, 0), x, NOWHERE);
  }

  private static boolean evenly(double[] limits) {
    int n = limits.length;
    return n >= 3
        && IntStream.range(0, n)
            .allMatch(
                i -> {
                  double even = (double) i / (n - 1);
                  return Math.abs(limits[i] - even) <= EPSILON + 1e-5 * even;
                });
  }

  /** Thresholds from a list, or one where there is no list. */
  final double[] orDefault(List<Double> given, double otherwise) {
    if (given == null) {
      return new double[] {otherwise};
    }
    if (given.isEmpty() || given.stream().anyMatch(t -> !(t >= 0 && t <= 1))) {
      throw new ConfigException(
          className() + ": thresholds should be from 0 to 1, but are " + given);
    }
    return given.stream().mapToDouble(t -> t).toArray();
  }

  /** This many thresholds from 0 to 1 in even steps. */
  static double[] evenThresholds(int n) {
    return n == 1
        ? new double[] {0.5}
        : IntStream.range(0, n).mapToDouble(i -> (double) i / (n - 1)).toArray();
  }

  /** A result for each threshold, or the only one. */
  static Tensor onlyOne(Tensor x) {
    return x.dim(0) == 1 ? Shapes.index(x, 0, 0) : x;
  }
}
