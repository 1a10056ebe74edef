package io.trihorn.model;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.RowException;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.losses.Loss;
import io.trihorn.metrics.Mean;
import io.trihorn.metrics.Metric;
import io.trihorn.metrics.Metrics;
import io.trihorn.ops.Floatx;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The losses and metrics of a compiled model, output by output, and the names of its logs. */
final class Objectives {
  private static final Logger LOG = LoggerFactory.getLogger(Objectives.class);
  private final Compilation compilation;
  private final Compilation measured;
  private final List<String> outputNames;
  private final List<Entry> entries = new ArrayList<>();
  private boolean built;
  private volatile boolean classesWarned;

  /** One log: a metric, the output it looks at (-1 for the total loss), and what feeds it. */
  private record Entry(String log, Metric metric, int output, Source source) {}

  private enum Source {
    TOTAL_LOSS,
    OUTPUT_LOSS,
    METRIC,
    WEIGHTED_METRIC
  }

  /**
   * What outputs are judged by.
   *
   * @param compilation has the losses
   * @param measured has the metrics
   */
  Objectives(Compilation compilation, Compilation measured, List<String> outputNames) {
    this.compilation = compilation;
    this.measured = measured;
    this.outputNames = outputNames;
  }

  /** Chooses the metrics that depend on types; the first call decides. */
  private void build(List<TensorType> targets, List<TensorType> outputs) {
    if (!built) {
      built = true;
      Floatx.using(compilation.floatx(), () -> choose(targets, outputs));
    }
  }

  private Void choose(List<TensorType> targets, List<TensorType> outputs) {
    boolean several = outputs.size() > 1;
    entries.add(new Entry("loss", new Mean().name("loss"), -1, Source.TOTAL_LOSS));
    // As in Keras, a loss that is the only one has no log of its own.
    boolean losses =
        IntStream.range(0, outputs.size()).filter(i -> hasLoss(i, outputs)).count() > 1;
    for (int i = 0; losses && i < outputs.size(); i++) {
      if (hasLoss(i, outputs)) {
        String log = outputNames.get(i) + "_loss";
        entries.add(new Entry(log, new Mean().name(log), i, Source.OUTPUT_LOSS));
      }
    }
    for (Source source : List.of(Source.METRIC, Source.WEIGHTED_METRIC)) {
      for (int i = 0; i < outputs.size(); i++) {
        addMetrics(source, i, several ? outputNames.get(i) + "_" : "", targets, outputs);
      }
    }
    for (Entry e : entries) {
      TensorType target = e.output() < 0 ? null : targets.get(e.output());
      TensorType output = e.output() < 0 ? null : outputs.get(e.output());
      e.metric().build(target, output);
    }
    return null;
  }

  private boolean hasLoss(int output, List<TensorType> outputs) {
    return compilation.loss(output, outputs.size()) != null;
  }

  private void addMetrics(
      Source source,
      int output,
      String prefix,
      List<TensorType> targets,
      List<TensorType> outputs) {
    boolean weighted = source == Source.WEIGHTED_METRIC;
    for (Compilation.MetricSpec spec :
        weighted ? measured.weightedMetrics(output) : measured.metrics(output)) {
      Metric metric =
          spec.metric() != null
              ? spec.metric()
              : Metrics.forOutput(spec.name(), targets.get(output), outputs.get(output));
      String log = freeLog(prefix, metric.name(), weighted);
      entries.add(new Entry(log, metric, output, source));
    }
  }

  /** Keras's name for a log: a second one of the same name is weighted, or has a number. */
  private String freeLog(String prefix, String name, boolean weighted) {
    List<String> taken = logs();
    String log = prefix + name;
    if (weighted && taken.contains(log)) {
      log = prefix + "weighted_" + name;
    }
    String free = log;
    for (int i = 1; taken.contains(free); i++) {
      free = log + "_" + i;
    }
    return free;
  }

  /** Whether a loss or metric looks at targets: not where all losses are those of layers. */
  boolean needTargets() {
    return unused().size() < outputNames.size();
  }

  /** The names of outputs whose targets no loss or metric looks at. */
  Set<String> unused() {
    return IntStream.range(0, outputNames.size())
        .filter(i -> compilation.loss(i, outputNames.size()) == null)
        .filter(i -> measured.metrics(i).isEmpty() && measured.weightedMetrics(i).isEmpty())
        .mapToObj(outputNames::get)
        .collect(Collectors.toSet());
  }

  /**
   * Refuses targets that cannot belong to the outputs.
   *
   * @param weights none, one for all outputs, or one for each
   * @param outputs their shapes, -1 where an extent is open
   * @param masked whether an output carries a mask
   */
  void checkTargets(
      List<TensorData> targets,
      List<TensorData> weights,
      List<Shape> outputs,
      IntPredicate masked) {
    for (int i = 0; i < targets.size(); i++) {
      Loss loss = compilation.loss(i, outputs.size());
      if (loss != null) {
        int output = i;
        TensorData weight = weights.isEmpty() ? null : weights.get(weights.size() == 1 ? 0 : i);
        try {
          TargetChecks.check(
              loss, targets.get(i), weight, outputs.get(i), () -> masked.test(output));
        } catch (RowException e) {
          throw e.within(of(i));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(of(i) + e.getMessage(), e);
        }
      }
    }
  }

  /**
   * Looks at class weights for classes that the only output does not have. As in Keras they may be
   * there beside others, and count for nothing.
   *
   * @throws IllegalArgumentException if all are for such classes
   */
  void checkClasses(Map<Integer, Double> classWeight, List<Shape> outputs) {
    Loss loss = outputs.size() == 1 ? compilation.loss(0, 1) : null;
    long classes = loss == null ? -1 : loss.classes(outputs.get(0));
    Set<Integer> unknown = ClassWeights.unknown(classWeight, classes);
    if (unknown.isEmpty()) {
      return;
    }
    String message =
        "%sloss '%s' tells the classes 0 to %d apart, but there are class weights for %s; number the classes from 0"
            .formatted(of(0), loss.name(), classes - 1, unknown);
    if (unknown.size() == classWeight.size()) {
      throw new IllegalArgumentException(message);
    }
    if (!classesWarned) {
      classesWarned = true;
      LOG.warn(message);
    }
  }

  /**
   * Adds the total loss to a trace and takes it, the losses and the metrics into their means.
   *
   * @param weights one for each output, null where there is none
   */
  Tensor total(Trace trace, List<Tensor> targets, List<Tensor> outputs, List<Tensor> weights) {
    build(types(targets), types(outputs));
    List<Tensor> terms = new ArrayList<>();
    List<Tensor> shown = new ArrayList<>();
    List<Tensor> plain = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Loss loss = compilation.loss(i, outputs.size());
      if (loss == null) {
        plain.add(null);
        continue;
      }
      Tensor value = value(loss, i, targets, outputs, weights, trace);
      double factor = compilation.lossWeight(i);
      Tensor weighted = factor == 1 ? value : Ops.multiply(value, factor);
      // Without a reduction, the sum is differentiated and the mean is logged.
      boolean whole = value.rank() == 0;
      plain.add(whole ? value : Ops.mean(value));
      terms.add(whole ? weighted : Ops.sum(weighted));
      shown.add(whole ? weighted : Ops.mean(weighted));
    }
    for (Tensor extra : trace.losses()) {
      terms.add(Ops.cast(extra, compilation.floatx()));
      shown.add(terms.get(terms.size() - 1));
    }
    if (terms.isEmpty()) {
      throw new ModelException(
          "the model has no loss: give one to compile, or add one in a layer by addLoss");
    }
    Tensor total = Ops.addAll(terms);
    Tensor logged = shown.equals(terms) ? total : Ops.addAll(shown);
    long rows = outputs.get(0).dim(0);
    for (Entry e : entries) {
      switch (e.source()) {
        case TOTAL_LOSS -> e.metric().update(trace, null, logged, total.scalar(rows));
        case OUTPUT_LOSS ->
            e.metric().update(trace, null, plain.get(e.output()), total.scalar(rows));
        case METRIC, WEIGHTED_METRIC -> {
          Tensor weight = e.source() == Source.METRIC ? null : weights.get(e.output());
          update(trace, e, targets.get(e.output()), outputs.get(e.output()), weight);
        }
      }
    }
    return total;
  }

  private List<String> logs() {
    return entries.stream().map(Entry::log).toList();
  }

  /** The metrics by the names of their logs. */
  Map<String, Metric> metrics() {
    Map<String, Metric> metrics = new LinkedHashMap<>();
    entries.forEach(e -> metrics.put(e.log(), e.metric()));
    return metrics;
  }

  private static List<TensorType> types(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::type).toList();
  }

  private String of(int output) {
    return "output '" + outputNames.get(output) + "': ";
  }

  private Tensor value(
      Loss loss,
      int output,
      List<Tensor> targets,
      List<Tensor> outputs,
      List<Tensor> weights,
      Trace trace) {
    Tensor target = targets.get(output);
    Tensor prediction = outputs.get(output);
    try {
      loss.checkTypes(target.type(), prediction.type());
      return loss.compute(target, prediction, weights.get(output), trace.mask(prediction));
    } catch (ShapeException e) {
      throw new ShapeException(of(output) + e.getMessage());
    }
  }

  private void update(Trace trace, Entry entry, Tensor target, Tensor prediction, Tensor weight) {
    try {
      entry.metric().update(trace, target, prediction, weight);
    } catch (ShapeException e) {
      throw new ShapeException(
          "%smetric '%s' does not fit targets %s and predictions %s: %s"
              .formatted(
                  of(entry.output()),
                  entry.metric().name(),
                  target.type(),
                  prediction.type(),
                  MetricFit.hint(target.type(), prediction.type()).orElse(e.getMessage())));
    }
  }

  /** The state of all metrics. */
  List<Weight> variables() {
    return entries.stream().flatMap(e -> e.metric().variables().stream()).distinct().toList();
  }
}
