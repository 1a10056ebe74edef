package io.trihorn.metrics;

import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The area under a curve of shares over thresholds: {@code ROC} (true positives over false ones),
 * {@code PR} (precision over recall) or {@code PRGAIN} (both as gains).
 */
public final class Auc extends ConfusionMetric {
  private static final double EPSILON = 1e-7;
  private int number = 200;
  private String curve = "ROC";
  private String summation = "interpolation";
  private boolean multiLabel;
  private Integer numberOfLabels;
  private List<Double> labelWeights;
  private boolean fromLogits;
  private List<Double> thresholds;

  /** A metric with Keras's defaults. */
  public Auc() {}

  @Override
  public String className() {
    return "AUC";
  }

  /** How many thresholds; by default 200. */
  public Auc numThresholds(int value) {
    set("num_thresholds", value);
    return this;
  }

  /** {@code ROC} (the default), {@code PR} or {@code PRGAIN}. */
  public Auc curve(String value) {
    set("curve", value);
    return this;
  }

  /** {@code interpolation} (the default), {@code minoring} or {@code majoring}. */
  public Auc summationMethod(String value) {
    set("summation_method", value);
    return this;
  }

  /** Thresholds between 0 and 1, instead of even ones. */
  public Auc thresholds(List<Double> value) {
    set("thresholds", value);
    return this;
  }

  /** Whether each label has a curve of its own; by default not. */
  public Auc multiLabel(boolean value) {
    set("multi_label", value);
    return this;
  }

  /** The number of labels, where each has a curve. */
  public Auc numLabels(Integer value) {
    set("num_labels", value);
    return this;
  }

  /** Weights of the labels. */
  public Auc labelWeights(List<Double> value) {
    set("label_weights", value);
    return this;
  }

  /** Whether predictions are logits; by default not. */
  public Auc fromLogits(boolean value) {
    set("from_logits", value);
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    number = config.integer("num_thresholds", number);
    curve = config.text("curve", curve);
    summation = config.text("summation_method", summation);
    multiLabel = config.bool("multi_label", multiLabel);
    numberOfLabels = config.nullableInteger("num_labels", numberOfLabels);
    labelWeights = config.numbers("label_weights", labelWeights);
    fromLogits = config.bool("from_logits", fromLogits);
    thresholds = config.numbers("thresholds", thresholds);
    if (thresholds != null) {
      thresholds = thresholds.stream().sorted().toList();
      number = thresholds.size() + 2;
      config.constant("num_thresholds", new JsonPrimitive(number));
    }
    one("curve", curve, List.of("ROC", "PR", "PRGAIN"));
    one("summation_method", summation, List.of("interpolation", "minoring", "majoring"));
  }

  private void one(String key, String value, List<String> known) {
    if (!known.contains(value)) {
      throw new ConfigException("AUC: " + key + " should be one of " + known + ", but is " + value);
    }
  }

  @Override
  List<Cell> cells() {
    return List.of(Cell.values());
  }

  /** The ends are moved out a little, so that they are beyond all predictions. */
  @Override
  protected double[] thresholds() {
    double[] even = evenThresholds(number);
    double[] inner =
        thresholds == null
            ? Arrays.copyOfRange(even, 1, number - 1)
            : thresholds.stream().mapToDouble(t -> t).toArray();
    return DoubleStream.concat(
            DoubleStream.concat(DoubleStream.of(-EPSILON), DoubleStream.of(inner)),
            DoubleStream.of(1 + EPSILON))
        .toArray();
  }

  @Override
  protected boolean perLabel() {
    return multiLabel;
  }

  @Override
  protected List<Double> labelWeights() {
    return labelWeights;
  }

  @Override
  protected Tensor prepared(Tensor yPred) {
    return fromLogits ? Nn.sigmoid(yPred) : yPred;
  }

  @Override
  public Tensor result(Trace trace) {
    if (curve.equals("PR") && summation.equals("interpolation")) {
      return total(interpolated(trace));
    }
    Tensor recall = share(trace, Cell.TRUE_POSITIVES, Cell.FALSE_NEGATIVES);
    Tensor x;
    Tensor y;
    switch (curve) {
      case "ROC" -> {
        x = share(trace, Cell.FALSE_POSITIVES, Cell.TRUE_NEGATIVES);
        y = recall;
      }
      case "PR" -> {
        x = recall;
        y = share(trace, Cell.TRUE_POSITIVES, Cell.FALSE_POSITIVES);
      }
      default -> {
        x = Nn.relu(gain(trace, Cell.FALSE_NEGATIVES, 0));
        y = gain(trace, Cell.FALSE_POSITIVES, 1);
      }
    }
    Tensor heights =
        switch (summation) {
          case "interpolation" -> Ops.divide(Ops.add(left(y), right(y)), 2);
          case "minoring" -> Ops.minimum(left(y), right(y));
          default -> Ops.maximum(left(y), right(y));
        };
    return total(Ops.multiply(Ops.subtract(left(x), right(x)), heights));
  }

  /** {@code 1 - (errors / true positives) (positives / negatives)}. */
  private Tensor gain(Trace trace, Cell errors, double withoutPositives) {
    Tensor tp = count(trace, Cell.TRUE_POSITIVES);
    Tensor positives = Ops.add(tp, count(trace, Cell.FALSE_NEGATIVES));
    Tensor negatives =
        Ops.add(count(trace, Cell.TRUE_NEGATIVES), count(trace, Cell.FALSE_POSITIVES));
    Tensor lost = Ops.multiply(ratio(positives, negatives), ratio(count(trace, errors), tp));
    return Ops.where(Ops.equal(tp, 0), withoutPositives, Ops.subtract(1, lost));
  }

  /**
   * Areas between thresholds where true positives grow in a line with all positives (Davis and
   * Goadrich, 2006), over which precision is integrated.
   */
  private Tensor interpolated(Trace trace) {
    Tensor tp = count(trace, Cell.TRUE_POSITIVES);
    Tensor predicted = Ops.add(tp, count(trace, Cell.FALSE_POSITIVES));
    Tensor grown = Ops.subtract(left(tp), right(tp));
    Tensor slope = ratio(grown, Nn.relu(Ops.subtract(left(predicted), right(predicted))));
    Tensor intercept = Ops.subtract(right(tp), Ops.multiply(slope, right(predicted)));
    Tensor both = Ops.logicalAnd(Ops.greater(left(predicted), 0), Ops.greater(right(predicted), 0));
    Tensor quotient = Ops.where(both, ratio(left(predicted), Nn.relu(right(predicted))), 1);
    Tensor area = Ops.multiply(slope, Ops.add(grown, Ops.multiply(intercept, Ops.log(quotient))));
    Tensor positives = Ops.add(right(tp), right(count(trace, Cell.FALSE_NEGATIVES)));
    return ratio(area, Nn.relu(positives));
  }

  private static Tensor left(Tensor x) {
    return Shapes.slice(x, 0, 0, x.dim(0) - 1);
  }

  private static Tensor right(Tensor x) {
    return Shapes.slice(x, 0, 1, x.dim(0));
  }

  private Tensor total(Tensor areas) {
    Tensor sum = Ops.sum(areas, 0);
    if (!multiLabel) {
      return sum;
    }
    if (labelWeights == null) {
      return Ops.mean(sum);
    }
    TensorData data = TensorData.zeros(TensorType.of(sum.dtype(), labelWeights.size()));
    for (int i = 0; i < labelWeights.size(); i++) {
      data.setDouble(i, labelWeights.get(i));
    }
    Tensor weights = sum.constant(data);
    return ratio(Ops.sum(Ops.multiply(sum, weights)), Ops.sum(weights));
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }
}
