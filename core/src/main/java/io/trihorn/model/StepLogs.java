package io.trihorn.model;

import io.trihorn.metrics.Mean;
import io.trihorn.metrics.Metric;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The logs of a model's steps of one kind: those it is compiled with, and those a step names. */
final class StepLogs {
  private Objectives compiled;
  private final Map<String, Metric> own;
  private final List<String> names = new ArrayList<>();

  /**
   * No logs yet.
   *
   * @param own means by name, shared by training and evaluation
   */
  StepLogs(Map<String, Metric> own) {
    this.own = own;
  }

  synchronized Tensor compiled(
      Objectives objectives,
      Trace trace,
      List<Tensor> targets,
      List<Tensor> outputs,
      List<Tensor> weights) {
    Tensor loss = objectives.total(trace, targets, outputs, weights);
    compiled = objectives;
    return loss;
  }

  synchronized Metric mean(String name) {
    Metric metric = own.computeIfAbsent(name, n -> new Mean().name(n));
    note(name);
    return metric;
  }

  synchronized void add(Metric metric) {
    Metric before = own.putIfAbsent(metric.name(), metric);
    if (before != null && before != metric) {
      throw new ModelException(
          "a step has two logs '" + metric.name() + "'; give one of the metrics another name");
    }
    note(metric.name());
  }

  private void note(String name) {
    if (!names.contains(name)) {
      names.add(name);
    }
  }

  /** The names of the logs that steps gave. */
  synchronized List<String> own() {
    return List.copyOf(names);
  }

  /** The metrics by the names of their logs, in order. */
  synchronized Map<String, Metric> metrics() {
    Map<String, Metric> all = new LinkedHashMap<>();
    if (compiled != null) {
      all.putAll(compiled.metrics());
    }
    for (String name : names) {
      if (all.putIfAbsent(name, own.get(name)) != null) {
        throw new ModelException(
            "the step has a log '" + name + "' that the model is compiled with too; rename one");
      }
    }
    return all;
  }

  /** The names, in order. */
  synchronized List<String> names() {
    return List.copyOf(metrics().keySet());
  }

  /** The values. */
  synchronized List<Tensor> results(Trace trace) {
    return metrics().values().stream().map(m -> m.result(trace)).toList();
  }

  /** The state of all metrics. */
  synchronized List<Weight> variables() {
    return metrics().values().stream().flatMap(m -> m.variables().stream()).distinct().toList();
  }
}
