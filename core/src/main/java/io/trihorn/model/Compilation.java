package io.trihorn.model;

import ai.djl.ndarray.types.DataType;
import io.trihorn.losses.Loss;
import io.trihorn.losses.Losses;
import io.trihorn.losses.Reduction;
import io.trihorn.metrics.Metric;
import io.trihorn.metrics.Metrics;
import io.trihorn.ops.Floatx;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a model is trained with: the optimizer, the loss of each output, and metrics. Losses are
 * given once for all outputs, one for each in the order of the outputs, or by {@link
 * Model#outputNames}.
 */
public final class Compilation {
  private static final Set<Reduction> MEANS = Set.of(Reduction.SUM_OVER_BATCH_SIZE, Reduction.MEAN);

  private final Optimizer optimizer;
  private final List<LossSpec> losses = new ArrayList<>();
  private List<Double> lossWeights = List.of();
  private final List<List<MetricSpec>> metrics = new ArrayList<>();
  private final List<List<MetricSpec>> weightedMetrics = new ArrayList<>();
  private boolean metricsGiven;
  private int stepsPerExecution;
  private boolean autoScaleLoss = true;
  private final DataType floatx = Floatx.floatx();
  private final List<Consumer<List<String>>> byName = new ArrayList<>();

  /** A loss, and the name by which it was given or null. */
  record LossSpec(String name, Loss loss) {}

  /** A metric by name, chosen when the types of the output are known, or a metric object. */
  record MetricSpec(String name, Metric metric) {}

  /** Training by an optimizer. */
  public Compilation(Optimizer optimizer) {
    this.optimizer = optimizer;
  }

  /** Training by an optimizer of Keras's name. */
  public Compilation(String optimizer) {
    this(Optimizers.get(optimizer));
  }

  /** The losses, one for each output in order, or one for all; null where an output has none. */
  public Compilation loss(Loss... perOutput) {
    for (Loss loss : perOutput) {
      losses.add(new LossSpec(null, loss));
    }
    return this;
  }

  /** The losses by Keras's names, one for each output in order, or one for all. */
  public Compilation loss(String... perOutput) {
    for (String name : perOutput) {
      losses.add(new LossSpec(name, name == null ? null : Losses.get(name)));
    }
    return this;
  }

  /**
   * Whether a model whose dtype policy is {@code mixed_float16} is trained under a {@link
   * io.trihorn.optimizers.LossScaleOptimizer}; by default it is.
   */
  public Compilation autoScaleLoss(boolean value) {
    autoScaleLoss = value;
    return this;
  }

  /** Whether the loss is scaled for small floats. */
  boolean autoScaleLoss() {
    return autoScaleLoss;
  }

  /** The floating type of losses and metrics that are given by name. */
  DataType floatx() {
    return floatx;
  }

  /**
   * What each output's loss is multiplied by in the total; by default 1.
   *
   * @throws IllegalArgumentException if one is NaN or infinite
   */
  public Compilation lossWeights(double... perOutput) {
    List<Double> list = new ArrayList<>();
    for (double w : perOutput) {
      if (!Double.isFinite(w)) {
        throw new IllegalArgumentException(
            "a loss weight should be a finite number, but weight "
                + list.size()
                + " of "
                + Arrays.toString(perOutput)
                + " is "
                + w);
      }
      list.add(w);
    }
    lossWeights = list;
    return this;
  }

  /**
   * The losses by the names of outputs: {@link Loss}es or Keras's names. Outputs left out have
   * none.
   */
  public Compilation loss(Map<String, ?> byOutput) {
    byName.add(
        outputs -> {
          for (Object value : inOrder("losses", byOutput, outputs)) {
            if (value == null || value instanceof Loss) {
              loss((Loss) value);
            } else {
              loss((String) value);
            }
          }
        });
    return this;
  }

  /** What losses are multiplied by in the total, by the names of outputs; by default 1. */
  public Compilation lossWeights(Map<String, ? extends Number> byOutput) {
    byName.add(
        outputs ->
            lossWeights(
                inOrder("loss weights", byOutput, outputs).stream()
                    .mapToDouble(w -> w == null ? 1 : ((Number) w).doubleValue())
                    .toArray()));
    return this;
  }

  /**
   * Metrics by the names of outputs: a {@link Metric}, a name of Keras's, or a list of these.
   * Outputs left out have none. A model that was compiled with metrics before keeps them unless
   * some are given, as in Keras; an empty map takes them away.
   */
  public Compilation metrics(Map<String, ?> byOutput) {
    metricsGiven = true;
    byName.add(outputs -> inOrder("metrics", byOutput, outputs).forEach(v -> addMetrics(specs(v))));
    return this;
  }

  /** Metrics that take sample weights into account, as {@link #metrics(Map)} does. */
  public Compilation weightedMetrics(Map<String, ?> byOutput) {
    metricsGiven = true;
    byName.add(
        outputs ->
            inOrder("weighted metrics", byOutput, outputs)
                .forEach(v -> addWeightedMetrics(specs(v))));
    return this;
  }

  private static List<MetricSpec> specs(Object given) {
    List<MetricSpec> specs = new ArrayList<>();
    for (Object value : given instanceof List<?> list ? list : Collections.singletonList(given)) {
      if (value instanceof Metric metric) {
        specs.add(new MetricSpec(metric.name(), metric));
      } else if (value != null) {
        specs.add(new MetricSpec((String) value, null));
      }
    }
    return specs;
  }

  private static List<Object> inOrder(String what, Map<String, ?> byOutput, List<String> outputs) {
    for (String name : byOutput.keySet()) {
      if (!outputs.contains(name)) {
        throw new ModelException(
            "there are " + what + " for an output '" + name + "', but the outputs are " + outputs);
      }
    }
    List<Object> values = new ArrayList<>();
    outputs.forEach(name -> values.add(byOutput.get(name)));
    return values;
  }

  /**
   * Puts what was given by name in the order of the outputs.
   *
   * @throws ModelException if there is no output of some name; the message has those there are
   */
  void settle(List<String> outputNames) {
    byName.forEach(action -> action.accept(outputNames));
    byName.clear();
    check();
    requireCount("losses", losses.size(), losses.size() > 1, outputNames);
    requireCount("loss weights", lossWeights.size(), !lossWeights.isEmpty(), outputNames);
    int most = Math.max(metrics.size(), weightedMetrics.size());
    requireCount("lists of metrics", most, most > outputNames.size(), outputNames);
  }

  private static void requireCount(
      String what, int count, boolean matters, List<String> outputNames) {
    if (matters && count != outputNames.size()) {
      throw new ModelException(
          "compile got %d %s for %d outputs, %s; give one for each, or a map by their names"
              .formatted(count, what, outputNames.size(), outputNames));
    }
  }

  /** Metrics of the next output by Keras's names; called once for each output, in order. */
  public Compilation metrics(String... names) {
    addMetrics(specs(Arrays.asList(names)));
    return this;
  }

  /** Metrics of the next output; called once for each output, in order. */
  public Compilation metrics(Metric... list) {
    addMetrics(specs(Arrays.asList(list)));
    return this;
  }

  /** Metrics that take sample weights into account; called once for each output, in order. */
  public Compilation weightedMetrics(String... names) {
    addWeightedMetrics(specs(Arrays.asList(names)));
    return this;
  }

  void addMetrics(List<MetricSpec> specs) {
    metricsGiven = true;
    metrics.add(specs);
  }

  void addWeightedMetrics(List<MetricSpec> specs) {
    metricsGiven = true;
    weightedMetrics.add(specs);
  }

  /** Says that there are no metrics but those that were added, if any. */
  void metricsGiven() {
    metricsGiven = true;
  }

  /** Whether metrics were given, if only to say that there are none. */
  boolean hasMetricsGiven() {
    return metricsGiven;
  }

  /** Checks names now, so that a wrong one is found in {@code compile} and not in {@code fit}. */
  void check() {
    Stream.of(metrics, weightedMetrics)
        .flatMap(List::stream)
        .flatMap(List::stream)
        .filter(spec -> spec.metric() == null && !Metrics.isAccuracy(spec.name()))
        .forEach(spec -> Metrics.get(spec.name()));
  }

  /**
   * How many steps there are between the events of callbacks; by default 1. Weights and logs are
   * those of as many single steps. Where the backend gains by it, as TensorFlow does, the steps of
   * training and evaluation are one program, which is as many times as large.
   *
   * <p>Where nothing is set and the engine moves all variables to a card and back for each program,
   * as ONNX Runtime does, {@code fit} makes as many steps one program as keep the moving below 2 %
   * of the time, by what its first steps take, unless a callback {@linkplain Callback#needsEachStep
   * needs each step}.
   */
  public Compilation stepsPerExecution(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("stepsPerExecution should be 1 or more, but is " + steps);
    }
    stepsPerExecution = steps;
    return this;
  }

  int stepsPerExecution() {
    return Math.max(1, stepsPerExecution);
  }

  /** Whether a number of steps was set. */
  boolean hasStepsPerExecution() {
    return stepsPerExecution > 0;
  }

  /** The optimizer. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /**
   * Whether all losses are means over the rows of a batch, so that the mean of two batches' losses,
   * weighted by rows, is that of one batch with all rows.
   */
  public boolean meansOverRows() {
    return losses.stream()
        .map(LossSpec::loss)
        .allMatch(loss -> loss == null || MEANS.contains(loss.reduction()));
  }

  List<LossSpec> losses() {
    return losses;
  }

  List<Double> lossWeights() {
    return lossWeights;
  }

  List<List<MetricSpec>> metrics() {
    return metrics;
  }

  List<List<MetricSpec>> weightedMetrics() {
    return weightedMetrics;
  }

  Loss loss(int output, int outputs) {
    if (losses.isEmpty()) {
      return null;
    }
    return losses.get(losses.size() == 1 ? 0 : output).loss();
  }

  double lossWeight(int output) {
    return lossWeights.isEmpty() ? 1 : lossWeights.get(output);
  }

  List<MetricSpec> metrics(int output) {
    return at(metrics, output);
  }

  List<MetricSpec> weightedMetrics(int output) {
    return at(weightedMetrics, output);
  }

  private static List<MetricSpec> at(List<List<MetricSpec>> lists, int output) {
    return output < lists.size() ? lists.get(output) : List.of();
  }
}
