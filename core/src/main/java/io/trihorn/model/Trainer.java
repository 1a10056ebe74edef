package io.trihorn.model;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.data.Batch;
import io.trihorn.data.BatchIterator;
import io.trihorn.data.BatchMemory;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Graph;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.metrics.Metric;
import io.trihorn.model.Programs.Mode;
import io.trihorn.model.Programs.Signature;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.Weight;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The steps of a model: training, evaluation, prediction, one batch at a time or over a dataset.
 */
final class Trainer implements AutoCloseable {
  /** How many batches wait for a step unless the data say otherwise. */
  private static final int PREFETCH = 2;

  private static final BatchMemory FRESH = (place, type) -> TensorData.zeros(type);
  private final Model model;
  private final Engine engine;
  private final Feeding feeding;
  private final Map<String, Metric> logged = new LinkedHashMap<>();
  private final Map<Mode, StepFunction> functions = new EnumMap<>(Mode.class);
  private final Map<Optimizer, Set<Weight>> optimizers = new LinkedHashMap<>();
  private final Map<Signature, List<Weight>> differentiated = new ConcurrentHashMap<>();
  private StepLogs trainLogs = new StepLogs(logged);
  private StepLogs testLogs = new StepLogs(logged);
  private PredictFunction predictFunction;
  private Compilation compilation;
  private Objectives objectives;
  private final KnownInputs known = new KnownInputs();
  private List<Weight> trained;
  private volatile boolean weightsReady;

  Trainer(Model model) {
    this.model = model;
    this.engine = new Engine(model::name);
    this.feeding = new Feeding(model);
  }

  void moveTo(Backend backend, Device device) {
    engine.moveTo(backend, device);
  }

  Backend backend() {
    return engine.backend();
  }

  /** Shares the values of the model's variables with the models that reach them too. */
  void join() {
    engine.join(model.variables());
  }

  /** Sets how many programs are kept. */
  void programs(int most) {
    engine.programs(most);
  }

  void compile(Compilation wanted) {
    if (model.isWired()) {
      wanted.settle(model.outputNames());
    }
    wanted.check();
    List<Weight> old = new ArrayList<>(metricVariables());
    if (compilation != null && compilation.optimizer() != wanted.optimizer()) {
      old.addAll(compilation.optimizer().variables());
    }
    if (compilation != null || !old.isEmpty()) {
      engine.forget(old);
    }
    trained = null;
    compilation = wanted;
    objectives = null;
    logged.clear();
    trainLogs = new StepLogs(logged);
    testLogs = new StepLogs(logged);
  }

  /** Sets what is done with a batch in training or evaluation; null for what is usual. */
  void function(Mode mode, StepFunction function) {
    if (function == null) {
      functions.remove(mode);
    } else {
      functions.put(mode, function);
    }
    engine.forget(List.of());
  }

  /** Sets what is done with a batch in prediction; null for what is usual. */
  void predictFunction(PredictFunction function) {
    predictFunction = function;
    engine.forget(List.of());
  }

  Model model() {
    return model;
  }

  private Compilation compiled() {
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

  Optimizer optimizer() {
    Optimizer optimizer = compiled().optimizer();
    if (model.isWired()) {
      if (!optimizer.isBuilt()) {
        optimizer.build(model.trainableWeights());
      }
      initialize(optimizer.variables());
    }
    return optimizer;
  }

  /** What is trained: as in Keras, layers frozen or unfrozen later wait for the next compile. */
  synchronized List<Weight> trained() {
    if (trained == null) {
      trained = model.trainableWeights();
    }
    return trained;
  }

  /** Notes what an optimizer trains. */
  void uses(Optimizer optimizer, List<Weight> weights) {
    optimizers.computeIfAbsent(optimizer, o -> new LinkedHashSet<>()).addAll(weights);
  }

  /** Gives weights the values that optimizers have for the end of training, if they have any. */
  void finish() {
    optimizers.forEach(
        (optimizer, weights) -> {
          Map<Weight, Weight> values = new LinkedHashMap<>(optimizer.finalValues());
          values.keySet().retainAll(weights);
          if (!values.isEmpty()) {
            write(List.copyOf(values.keySet()), read(List.copyOf(values.values())));
          }
        });
  }

  synchronized Objectives objectives() {
    if (objectives == null) {
      List<String> names = model.outputNames();
      compiled().settle(names);
      objectives = new Objectives(compiled(), names);
    }
    return objectives;
  }

  private void initialize(List<Weight> more) {
    if (!weightsReady) {
      engine.requireNotFreed(model.weights());
      engine.initialize(model.variables(), model.seed());
      weightsReady = true;
    }
    if (!more.isEmpty()) {
      engine.initialize(more, model.seed());
    }
  }

  List<TensorData> read(List<Weight> weights) {
    initialize(List.of());
    return weights.stream().map(w -> engine.read(w.variable())).toList();
  }

  /** The value of any variable of the model's programs. */
  TensorData value(Variable variable) {
    initialize(metricVariables());
    return engine.read(variable);
  }

  void write(List<Weight> weights, List<TensorData> values) {
    if (weights.size() != values.size()) {
      throw new ShapeException(
          "model '"
              + model.name()
              + "' has "
              + weights.size()
              + " such variables, but got "
              + values.size()
              + " values");
    }
    for (int i = 0; i < values.size(); i++) {
      requireShape(weights.get(i), values.get(i).type());
    }
    for (int i = 0; i < values.size(); i++) {
      Weight weight = weights.get(i);
      engine.write(weight, values.get(i).cast(weight.type().dtype()));
    }
  }

  /** Sets a variable by having its bytes written to where it stays. */
  void write(Weight weight, Consumer<ByteBuffer> writer) {
    engine.write(weight, writer);
  }

  private static void requireShape(Weight weight, TensorType given) {
    if (!weight.type().shape().equals(given.shape())) {
      throw new ShapeException(
          "weight '" + weight.variable().name() + "' is " + weight.type() + ", but got " + given);
    }
  }

  // Batches.

  /** A batch's tensors in the types of the model, and the signature of the program for them. */
  record Prepared(Signature signature, List<TensorData> feeds) {}

  /** A dataset whose batches are read ahead and ready for steps. */
  Dataset ready(Mode mode, Dataset data, Map<Integer, Double> classWeight) {
    return ahead(data).stage((batch, memory) -> ready(mode, batch, memory, classWeight));
  }

  private static Dataset ahead(Dataset data) {
    return data.prefetchDepth() == 0 ? data.prefetch(PREFETCH) : data;
  }

  private Batch ready(Mode mode, Batch batch, BatchMemory memory, Map<Integer, Double> weights) {
    return functions.containsKey(mode)
        ? feeding.free(batch, memory, weights)
        : feeding.compiled(batch, memory, objectives(), weights);
  }

  /** What a step needs of a batch that is ready. */
  Prepared prepare(Mode mode, Batch batch) {
    List<TensorData> feeds = new ArrayList<>(batch.inputs());
    feeds.addAll(batch.targets());
    feeds.addAll(batch.weights());
    Signature signature =
        new Signature(
            mode,
            Inputs.types(batch.inputs()),
            Inputs.types(batch.targets()),
            Inputs.types(batch.weights()));
    return new Prepared(signature, feeds);
  }

  private StepFunction function(Mode mode) {
    return functions.getOrDefault(
        mode, mode == Mode.TRAIN ? DefaultSteps.train(model) : DefaultSteps.test(model));
  }

  private StepLogs logs(Mode mode) {
    return mode == Mode.TEST ? testLogs : trainLogs;
  }

  private Engine.Written write(Signature signature) {
    Mode mode = signature.mode();
    return switch (mode) {
      case TRAIN, TEST -> ready(Programs.step(this, function(mode), signature, logs(mode)));
      case PREDICT ->
          ready(
              Programs.predict(
                  this,
                  predictFunction == null ? DefaultSteps.predict(model) : predictFunction,
                  signature));
      case GRADIENTS -> gradients(signature);
      case APPLY -> ready(Programs.apply(this, signature));
      case TRAIN_RESULTS -> new Engine.Written(Programs.results(trainLogs), null);
      case TEST_RESULTS -> new Engine.Written(Programs.results(testLogs), null);
    };
  }

  private Engine.Written gradients(Signature signature) {
    Programs.TracedGradients made = Programs.gradients(this, signature, trainLogs);
    differentiated.put(signature, made.weights());
    return ready(made.traced());
  }

  /** Makes sure that everything a step needs has a value. */
  private Engine.Written ready(Programs.Traced traced) {
    initialize(List.of());
    for (Model called : traced.step().models()) {
      if (called != model) {
        called.initialize();
      }
    }
    engine.initialize(traced.step().touched(), model.seed());
    return new Engine.Written(traced.graph(), traced.next());
  }

  /** Makes sure that the model's variables have values. */
  void initialize() {
    initialize(List.of());
  }

  /**
   * Runs one step.
   *
   * @param loss where the batch's loss is written, or null if it is not wanted
   */
  void step(Prepared prepared, TensorData loss) {
    List<TensorData> fetches = Collections.singletonList(loss);
    run(prepared.signature(), prepared.feeds(), types -> fetches);
  }

  private List<TensorData> run(
      Signature signature,
      List<TensorData> feeds,
      Function<List<TensorType>, List<TensorData>> places) {
    return known.run(
        feeds,
        values -> {
          Signature exact = signature.with(values);
          return engine.run(exact, this::write, exact.fed(feeds), places);
        });
  }

  /** Fails where steps of this kind need a compiled model that is not. */
  void require(Mode mode) {
    if (!functions.containsKey(mode)) {
      compiled();
    }
  }

  /** The logs since the metrics were reset. */
  Map<String, Double> results(Mode mode) {
    StepLogs logs = logs(mode);
    List<String> names = logs.names();
    // There may be more logs than before, and then another program gives them.
    List<TensorType> key = Collections.nCopies(names.size(), TensorType.of(DataType.FLOAT32));
    Signature signature =
        new Signature(
            mode == Mode.TEST ? Mode.TEST_RESULTS : Mode.TRAIN_RESULTS, List.of(), key, List.of());
    return Engine.logs(names, engine.run(signature, this::write, List.of()));
  }

  private List<Weight> metricVariables() {
    return Stream.concat(trainLogs.variables().stream(), testLogs.variables().stream())
        .distinct()
        .toList();
  }

  void resetMetrics() {
    List<Weight> variables = metricVariables();
    if (!variables.isEmpty()) {
      initialize(variables);
      engine.reset(variables);
    }
  }

  private Map<String, Double> single(Mode mode, Dataset data) {
    require(mode);
    step(prepare(mode, ready(mode, data.toBatch(), FRESH, Map.of())), null);
    return results(mode);
  }

  Map<String, Double> trainOnBatch(Dataset data) {
    return single(Mode.TRAIN, data);
  }

  Map<String, Double> testOnBatch(Dataset data) {
    return single(Mode.TEST, data);
  }

  /** The loss of a batch and its gradients; the optimizer's part of a step is not done. */
  LossGradients gradients(Dataset data) {
    compiled();
    Prepared prepared = prepare(Mode.GRADIENTS, ready(Mode.TRAIN, data.toBatch(), FRESH, Map.of()));
    return known.run(
        prepared.feeds(),
        values -> {
          Signature signature = prepared.signature().whole().with(values);
          List<TensorData> made =
              engine.run(signature, this::write, signature.fed(prepared.feeds()));
          Map<Weight, TensorData> gradients = new LinkedHashMap<>();
          List<Weight> weights = differentiated.get(signature);
          for (int i = 0; i < weights.size(); i++) {
            gradients.put(weights.get(i), made.get(i + 1));
          }
          return new LossGradients(made.get(0).getDouble(0), gradients);
        });
  }

  /** The optimizer's part of a step. */
  void apply(Map<Weight, TensorData> gradients) {
    compiled();
    List<TensorData> feeds = new ArrayList<>();
    Map<Integer, TensorData> none = new TreeMap<>();
    for (Weight weight : trained()) {
      TensorData gradient = gradients.get(weight);
      if (gradient == null) {
        none.put(feeds.size(), TensorData.scalar(weight.type().dtype(), 0));
      } else {
        requireShape(weight, gradient.type());
      }
      feeds.add(gradient == null ? none.get(feeds.size()) : gradient);
    }
    Signature signature =
        new Signature(Mode.APPLY, Inputs.types(feeds), List.of(), List.of()).with(none);
    engine.run(signature, this::write, signature.fed(feeds));
  }

  Graph trainingGraph(Dataset example) {
    require(Mode.TRAIN);
    // Not first(): that is one row, whatever the batch size.
    try (BatchIterator batches = ready(Mode.TRAIN, example, Map.of()).open(0)) {
      Prepared prepared = prepare(Mode.TRAIN, batches.next());
      return KnownInputs.forAll(() -> write(prepared.signature().whole()).graph());
    }
  }

  Graph predictionGraph(List<TensorType> inputs) {
    return write(new Signature(Mode.PREDICT, inputs, List.of(), List.of()).whole()).graph();
  }

  Map<String, Double> evaluate(Dataset data) {
    require(Mode.TEST);
    boolean started = false;
    try (BatchIterator batches = ready(Mode.TEST, data, Map.of()).open(0)) {
      while (batches.hasNext()) {
        Prepared prepared = prepare(Mode.TEST, batches.next());
        if (!started) {
          resetMetrics();
          started = true;
        }
        step(prepared, null);
      }
    }
    if (!started) {
      throw new ModelException(
          "model '" + model.name() + "': the dataset to evaluate on has no rows");
    }
    return results(Mode.TEST);
  }

  List<TensorData> predictBatch(List<TensorData> given) {
    // No batch: not all models have their rows first.
    List<TensorData> inputs = feeding.inputs(given, FRESH);
    Signature signature = new Signature(Mode.PREDICT, Inputs.types(inputs), List.of(), List.of());
    return run(signature, inputs, Engine::fresh);
  }

  List<TensorData> predict(Dataset data) {
    int size = data.batchSize() > 0 ? data.batchSize() : Dataset.DEFAULT_BATCH_SIZE;
    boolean pad = predictFunction == null && data.rows().orElse(0) > size && RowByRow.is(model);
    Predictions predictions = new Predictions(data.rows(), size);
    try (BatchIterator batches = ahead(data).stage(feeding.prediction(size, pad)).open(0)) {
      while (batches.hasNext()) {
        Prepared prepared = prepare(Mode.PREDICT, batches.next());
        run(prepared.signature(), prepared.feeds(), predictions::next);
        predictions.done();
      }
    }
    if (predictions.isEmpty()) {
      throw new ModelException(
          "model '" + model.name() + "': the dataset to predict from has no rows");
    }
    return predictions.all();
  }

  @Override
  public void close() {
    engine.close();
  }
}
