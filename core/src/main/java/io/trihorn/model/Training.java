package io.trihorn.model;

import io.trihorn.graph.TensorData;
import io.trihorn.initializers.Initializers;
import io.trihorn.metrics.Metric;
import io.trihorn.model.Programs.Mode;
import io.trihorn.optimizers.LossScaleOptimizer;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * What a model is trained with: what it is compiled with and what follows from that, the weights
 * that are trained, and the logs.
 */
final class Training {
  private final Model model;
  private final ModelValues values;
  private final Map<String, Metric> logged = new LinkedHashMap<>();
  private final Map<Optimizer, Set<Weight>> optimizers = new LinkedHashMap<>();
  private final Map<Weight, Weight> gradientPlaces = new LinkedHashMap<>();
  private boolean keepsGradients;
  private boolean skipsGradients;
  private StepLogs trainLogs = new StepLogs(logged);
  private StepLogs testLogs = new StepLogs(logged);
  private Compilation compilation;
  private Compilation measured;
  private Optimizer optimizer;
  private Objectives objectives;
  private List<Weight> trained;
  private List<TensorData> keptMetrics = List.of();

  Training(Model model, ModelValues values) {
    this.model = model;
    this.values = values;
  }

  /**
   * Begins with another optimizer and losses, and metrics if given; what belonged to the old is
   * forgotten.
   */
  void compile(Compilation wanted) {
    if (model.isWired()) {
      wanted.settle(model.outputNames());
    }
    wanted.check();
    List<Weight> old = new ArrayList<>(metricVariables());
    if (compilation != null && compilation.optimizer() != wanted.optimizer()) {
      old.addAll(optimizer.variables());
    }
    if (compilation != null || !old.isEmpty()) {
      values.forget(old);
    }
    trained = null;
    compilation = wanted;
    // As in Keras, metrics stay where none are given.
    if (measured == null || wanted.hasMetricsGiven()) {
      measured = wanted;
    }
    optimizer = scaled(wanted);
    objectives = null;
    logged.clear();
    trainLogs = new StepLogs(logged);
    testLogs = new StepLogs(logged);
  }

  /** What the model is compiled with; fails where it is not. */
  Compilation compiled() {
    if (compilation == null) {
      throw new ModelException(
          "model '"
              + model.name()
              + "' is not compiled: call compile(optimizer, loss, metrics...) first");
    }
    return compilation;
  }

  /** What the model is compiled with, or null. */
  Compilation compilation() {
    return compilation;
  }

  /** As in Keras, small floats bring a scale of the loss with them. */
  private Optimizer scaled(Compilation wanted) {
    Optimizer given = wanted.optimizer();
    boolean half = model.dtypePolicy().name().equals("mixed_float16");
    return half && wanted.autoScaleLoss() ? LossScaleOptimizer.of(given, optimizer) : given;
  }

  Optimizer optimizer() {
    compiled();
    if (model.hasAllWeights()) {
      if (!optimizer.isBuilt()) {
        optimizer.build(model.trainableWeights());
      }
      values.initialize(optimizer.variables());
    }
    return optimizer;
  }

  /** The optimizer's variables; none before it has been built. */
  List<Weight> builtOptimizerVariables() {
    return compilation != null && compilation.optimizer().isBuilt()
        ? compilation.optimizer().variables()
        : List.of();
  }

  /**
   * Whether the gradients of each step are kept in variables, from the next program on.
   *
   * @return the variables of before, which are not needed any more
   */
  synchronized List<Weight> keepGradients(boolean wanted) {
    keepsGradients = wanted;
    skipsGradients = false;
    List<Weight> old = List.copyOf(gradientPlaces.values());
    gradientPlaces.clear();
    return old;
  }

  boolean keepsGradients() {
    return keepsGradients;
  }

  /** Whether the next steps keep none although it was asked for. */
  synchronized void skipGradients(boolean skipped) {
    skipsGradients = skipped;
  }

  /** Whether the next step keeps its gradients. */
  synchronized boolean keepsNext() {
    return keepsGradients && !skipsGradients;
  }

  /** Where the gradient of a weight is kept. */
  synchronized Weight gradientPlace(Weight weight) {
    return gradientPlaces.computeIfAbsent(
        weight,
        w ->
            Weight.stateLike(
                w, "gradient", w.variable().name() + "/gradient", Initializers.zeros()));
  }

  /** The gradients of the last step, by weight. */
  synchronized Map<Weight, TensorData> keptGradients() {
    List<TensorData> read = values.read(List.copyOf(gradientPlaces.values()));
    Map<Weight, TensorData> kept = new LinkedHashMap<>();
    gradientPlaces.keySet().forEach(weight -> kept.put(weight, read.get(kept.size())));
    return kept;
  }

  /** Shows the gradients of the last step to a reader that keeps no reference to them. */
  synchronized void lookAtGradients(BiConsumer<Weight, TensorData> reader) {
    Map<Weight, Weight> weights = new HashMap<>();
    gradientPlaces.forEach((weight, place) -> weights.put(place, weight));
    values.look(
        List.copyOf(gradientPlaces.values()),
        (place, value) -> reader.accept(weights.get(place), value));
  }

  /** The updates so far. */
  long iterations() {
    Optimizer counting = optimizer();
    long steps = values.read(List.of(counting.iterationVariable())).get(0).getLong(0);
    return steps / counting.stepsOfUpdate();
  }

  /** What is trained: as in Keras, layers frozen or unfrozen later wait for the next compile. */
  synchronized List<Weight> trained() {
    if (trained == null) {
      trained = model.trainableWeights();
    }
    return trained;
  }

  /** The model's weights have become others. */
  synchronized void changed() {
    trained = null;
  }

  /** Notes what an optimizer trains. */
  void uses(Optimizer optimizer, List<Weight> weights) {
    optimizers.computeIfAbsent(optimizer, o -> new LinkedHashSet<>()).addAll(weights);
  }

  /** Gives weights the values that optimizers have for the end of training, if they have any. */
  void finish() {
    optimizers.forEach(
        (optimizer, weights) -> {
          Map<Weight, Weight> last = new LinkedHashMap<>(optimizer.finalValues());
          last.keySet().retainAll(weights);
          if (!last.isEmpty()) {
            values.write(List.copyOf(last.keySet()), values.read(List.copyOf(last.values())));
          }
        });
  }

  synchronized Objectives objectives() {
    if (objectives == null) {
      List<String> names = model.outputNames();
      compiled().settle(names);
      objectives = new Objectives(compiled(), measured, names);
    }
    return objectives;
  }

  /** Whether there are losses or metrics that targets are for. */
  boolean needsTargets() {
    return compilation != null && objectives().needTargets();
  }

  StepLogs logs(Mode mode) {
    return mode == Mode.TEST ? testLogs : trainLogs;
  }

  /** Begins the logs of steps of this kind anew, which from now on are another step's. */
  void renewLogs(Mode mode) {
    boolean test = mode == Mode.TEST;
    List<String> kept = (test ? trainLogs : testLogs).own();
    List<Weight> gone = new ArrayList<>();
    logged.forEach(
        (name, metric) -> {
          if (!kept.contains(name)) {
            gone.addAll(metric.variables());
          }
        });
    logged.keySet().retainAll(kept);
    if (test) {
      testLogs = new StepLogs(logged);
    } else {
      trainLogs = new StepLogs(logged);
    }
    values.forget(gone);
  }

  /** The variables of the logs. */
  List<Weight> metricVariables() {
    return Stream.concat(trainLogs.variables().stream(), testLogs.variables().stream())
        .distinct()
        .toList();
  }

  /** The values of the variables of the logs. */
  List<TensorData> metricValues() {
    return values.read(metricVariables());
  }

  /** Gives the logs the values that {@link #metricValues} had, once a step has made them. */
  void metricValues(List<TensorData> kept) {
    keptMetrics = List.copyOf(kept);
  }

  /** The variables of the logs have been made. */
  void metricsMade() {
    if (!keptMetrics.isEmpty()) {
      // Those of evaluation come after these, and begin anew with it.
      List<Weight> made = metricVariables();
      values.write(made, keptMetrics.subList(0, made.size()));
      keptMetrics = List.of();
    }
  }

  Model model() {
    return model;
  }
}
