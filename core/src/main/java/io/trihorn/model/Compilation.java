package io.trihorn.model;

import io.trihorn.losses.Loss;
import io.trihorn.losses.Losses;
import io.trihorn.metrics.Metric;
import io.trihorn.metrics.Metrics;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model is trained with: the optimizer, the loss of each output, and metrics. Losses are
 * given once for all outputs or one for each, in the order of the outputs.
 */
public final class Compilation {
  private final Optimizer optimizer;
  private final List<LossSpec> losses = new ArrayList<>();
  private List<Double> lossWeights = List.of();
  private final List<List<MetricSpec>> metrics = new ArrayList<>();
  private final List<List<MetricSpec>> weightedMetrics = new ArrayList<>();

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

  /** What each output's loss is multiplied by in the total; by default 1. */
  public Compilation lossWeights(double... perOutput) {
    List<Double> list = new ArrayList<>();
    for (double w : perOutput) {
      list.add(w);
    }
    lossWeights = list;
    return this;
  }

  /** Metrics of the next output by Keras's names; called once for each output, in order. */
  public Compilation metrics(String... names) {
    List<MetricSpec> specs = new ArrayList<>();
    for (String name : names) {
      specs.add(new MetricSpec(name, null));
    }
    metrics.add(specs);
    return this;
  }

  /** Metrics of the next output; called once for each output, in order. */
  public Compilation metrics(Metric... list) {
    List<MetricSpec> specs = new ArrayList<>();
    for (Metric metric : list) {
      specs.add(new MetricSpec(metric.name(), metric));
    }
    metrics.add(specs);
    return this;
  }

  /** Metrics that take sample weights into account; called once for each output, in order. */
  public Compilation weightedMetrics(String... names) {
    List<MetricSpec> specs = new ArrayList<>();
    for (String name : names) {
      specs.add(new MetricSpec(name, null));
    }
    weightedMetrics.add(specs);
    return this;
  }

  void addMetrics(List<MetricSpec> specs) {
    metrics.add(specs);
  }

  void addWeightedMetrics(List<MetricSpec> specs) {
    weightedMetrics.add(specs);
  }

  /** Checks names now, so that a wrong one is found in {@code compile} and not in {@code fit}. */
  void check() {
    for (List<MetricSpec> specs : metrics) {
      for (MetricSpec spec : specs) {
        if (spec.metric() == null && !Metrics.isAccuracy(spec.name())) {
          Metrics.get(spec.name());
        }
      }
    }
  }

  /** The optimizer. */
  public Optimizer optimizer() {
    return optimizer;
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
    if (losses.size() != 1 && losses.size() != outputs) {
      throw new IllegalArgumentException(
          "compile got "
              + losses.size()
              + " losses for "
              + outputs
              + " outputs; give one for all or one"
              + " for each");
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
