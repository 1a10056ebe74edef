package io.trihorn.model;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.config.Config;
import io.trihorn.data.Batch;
import io.trihorn.data.BatchIterator;
import io.trihorn.data.BatchMemory;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.model.Programs.Mode;
import io.trihorn.model.Programs.Signature;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The steps of a model: training, evaluation, prediction, one batch at a time or over a dataset.
 */
final class Trainer implements AutoCloseable {
  /** How many batches wait for a step unless the data say otherwise. */
  private static final int PREFETCH = 2;

  private static final BatchMemory FRESH = (place, type) -> TensorData.zeros(type);
  private final Model model;
  private final Engine engine;
  private final ModelValues values;
  private final Training training;
  private final Feeding feeding;
  private final Map<Mode, StepFunction> functions = new EnumMap<>(Mode.class);
  private final Map<Signature, List<Weight>> differentiated = new ConcurrentHashMap<>();
  private PredictFunction predictFunction;
  private volatile boolean apart;
  private final KnownInputs known = new KnownInputs();
  private final ArrayCalls arrayCalls;

  Trainer(Model model) {
    this.model = model;
    this.engine = new Engine(model::name);
    this.values = new ModelValues(model, engine);
    this.training = new Training(model, values);
    this.feeding = new Feeding(model);
    this.arrayCalls = new ArrayCalls(model, engine, values);
  }

  /** The values of the variables. */
  ModelValues values() {
    return values;
  }

  /** What the model is trained with. */
  Training training() {
    return training;
  }

  void moveTo(Backend backend, Device device) {
    engine.moveTo(backend, device);
  }

  /** Fails where there is no backend and none can be chosen. */
  void requireBackend() {
    engine.requireBackend();
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

  /** Sets what is done with a batch in training or evaluation; null for what is usual. */
  void function(Mode mode, StepFunction function) {
    if (function == null) {
      functions.remove(mode);
    } else {
      functions.put(mode, function);
    }
    training.renewLogs(mode);
  }

  /** Sets whether steps keep their gradients. */
  void keepGradients(boolean wanted) {
    if (training.keepsGradients() != wanted) {
      engine.forget(training.keepGradients(wanted));
    }
  }

  /** Sets what is done with a batch in prediction; null for what is usual. */
  void predictFunction(PredictFunction function) {
    predictFunction = function;
    engine.forget(List.of());
  }

  /** The value of any variable of the model's programs. */
  TensorData value(Variable variable) {
    values.initialize(training.metricVariables());
    return engine.read(variable);
  }

  // Batches.

  /** A batch's tensors in the types of the model, and the signature of the program for them. */
  record Prepared(Signature signature, List<TensorData> feeds) {}

  /** A dataset whose batches are read ahead and ready for steps. */
  Dataset ready(Mode mode, Dataset data, Map<Integer, Double> classWeight) {
    return ahead(data)
        .hold(stepsPerExecution())
        .stage((batch, memory) -> ready(mode, batch, memory, classWeight));
  }

  /** Read ahead on another thread, unless one batch is all: nothing could be done meanwhile. */
  private static Dataset ahead(Dataset data) {
    boolean single = data.batches().orElse(Long.MAX_VALUE) <= 1;
    return data.prefetchDepth() == 0 && !single ? data.prefetch(PREFETCH) : data;
  }

  private Batch ready(Mode mode, Batch batch, BatchMemory memory, Map<Integer, Double> weights) {
    if (functions.containsKey(mode)) {
      return feeding.free(batch, memory, weights);
    }
    model.wireFor(Inputs.types(batch.inputs()));
    if (model.isSubclass() && (batch.targets().isEmpty() || !training.needsTargets())) {
      return feeding.open(batch, memory, weights);
    }
    return feeding.compiled(batch, memory, training.objectives(), weights);
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
    return new Prepared(signature.keeping(mode == Mode.TRAIN && training.keepsNext()), feeds);
  }

  private StepFunction function(Mode mode) {
    return functions.getOrDefault(mode, mode == Mode.TRAIN ? model::trainStep : model::testStep);
  }

  private Engine.Written write(Signature signature) {
    Mode mode = signature.mode();
    return switch (mode) {
      case TRAIN, TEST ->
          ready(Programs.steps(training, function(mode), signature, training.logs(mode)));
      case PREDICT ->
          ready(
              Programs.predict(
                  training,
                  predictFunction == null ? model::predictStep : predictFunction,
                  signature));
      case CALL, CALL_TRAINING ->
          ready(Programs.predict(training, s -> DefaultSteps.predict(model, s), signature));
      case GRADIENTS -> gradients(signature);
      case APPLY -> ready(Programs.apply(training, signature));
      case TRAIN_RESULTS -> Engine.Written.whole(Programs.results(training.logs(Mode.TRAIN)));
      case TEST_RESULTS -> Engine.Written.whole(Programs.results(training.logs(Mode.TEST)));
      case LEARNING_RATE ->
          Engine.Written.whole(Programs.learningRates(training.optimizer().rated().values()));
    };
  }

  private Engine.Written gradients(Signature signature) {
    Programs.TracedGradients made =
        Programs.gradients(training, signature, training.logs(Mode.TRAIN));
    differentiated.put(signature, made.weights());
    return ready(made.traced());
  }

  /** Makes sure that everything a step needs has a value. */
  private Engine.Written ready(Programs.Traced traced) {
    values.initialize(List.of());
    for (Model called : traced.step().models()) {
      if (called != model) {
        called.initialize();
      }
    }
    engine.initialize(traced.step().touched(), model.seed());
    training.metricsMade();
    return new Engine.Written(traced.graph(), traced.next());
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

  /**
   * Runs steps one after the other, in one program where the backend gains by that.
   *
   * @param loss where the last batch's loss is written, or null if it is not wanted
   */
  void steps(List<Prepared> group, TensorData loss) {
    Signature signature = group.get(0).signature();
    boolean alike = group.stream().allMatch(step -> step.signature().equals(signature));
    if (group.size() > 1 && alike && stepsPerProgram() > 1) {
      List<TensorData> feeds = group.stream().flatMap(step -> step.feeds().stream()).toList();
      List<TensorData> fetches = Collections.singletonList(loss);
      try {
        engine.run(signature.times(group.size()), this::write, feeds, types -> fetches);
        return;
      } catch (Programs.ApartException e) {
        apart = true;
      }
    }
    for (int i = 0; i < group.size(); i++) {
      step(group.get(i), i == group.size() - 1 ? loss : null);
    }
  }

  /** Makes the variables of a step's logs, without doing the step. */
  void make(Prepared prepared) {
    known.run(
        prepared.feeds(),
        numbers -> {
          engine.make(prepared.signature().with(numbers), this::write);
          return null;
        });
  }

  private List<TensorData> run(
      Signature signature,
      List<TensorData> feeds,
      Function<List<TensorType>, List<TensorData>> places) {
    return known.run(
        feeds,
        numbers -> {
          Signature exact = signature.with(numbers);
          return engine.run(exact, this::write, exact.fed(feeds), places);
        });
  }

  /** Fails where steps of this kind need a compiled model that is not. */
  void require(Mode mode) {
    if (!functions.containsKey(mode) && !model.isSubclass()) {
      training.compiled();
    }
  }

  /** Fails where {@code fit} would change nothing, since all weights are frozen. */
  void requireWeights() {
    boolean frozen = model.isWired() && training.trained().isEmpty() && !model.weights().isEmpty();
    if (frozen && !functions.containsKey(Mode.TRAIN) && !model.isSubclass()) {
      throw new ModelException(
          "model '%s' has nothing to train: all of its %d weights are frozen; call setTrainable(true) of some layers, and compile again"
              .formatted(model.name(), model.weights().size()));
    }
  }

  /** The logs since the metrics were reset. */
  Map<String, Double> results(Mode mode) {
    StepLogs logs = training.logs(mode);
    List<String> names = logs.names();
    // There may be more logs than before, and then another program gives them.
    List<TensorType> key = Collections.nCopies(names.size(), TensorType.of(DataType.FLOAT32));
    Signature signature =
        new Signature(
            mode == Mode.TEST ? Mode.TEST_RESULTS : Mode.TRAIN_RESULTS, List.of(), key, List.of());
    // As in Keras, logs are in the order of their names.
    return new LinkedHashMap<>(
        new TreeMap<>(Engine.logs(names, engine.run(signature, this::write, List.of()))));
  }

  /** How many steps there are between the events of callbacks. */
  int stepsPerExecution() {
    return training.compilation() == null ? 1 : training.compilation().stepsPerExecution();
  }

  /** How many steps are to be one program. */
  int stepsPerProgram() {
    return apart || !engine.joinsSteps() ? 1 : stepsPerExecution();
  }

  /** The steps of the next program, whose batches are there: at least one. */
  List<Prepared> next(Mode mode, BatchIterator batches, long most) {
    long size = Math.min(most, stepsPerProgram());
    List<Prepared> group = new ArrayList<>();
    do {
      group.add(prepare(mode, batches.next()));
    } while (group.size() < size && batches.hasNext());
    return group;
  }

  /** The learning rates in force by the names of their logs. */
  Map<String, Double> learningRates() {
    List<String> names = List.copyOf(training.optimizer().rated().keySet());
    Signature signature = new Signature(Mode.LEARNING_RATE, List.of(), List.of(), List.of());
    List<TensorData> rates = engine.run(signature, this::write, List.of());
    Map<String, Double> byName = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      byName.put(names.get(i), rates.get(i).getDouble(0));
    }
    return byName;
  }

  /** The name of the only learning rate. */
  String learningRateName() {
    Set<String> names = training.optimizer().rated().keySet();
    if (names.size() != 1) {
      throw new ModelException(
          "model '"
              + model.name()
              + "' has several learning rates, "
              + String.join(", ", names)
              + "; use learningRates() and setLearningRate(name, rate)");
    }
    return names.iterator().next();
  }

  /** Sets a learning rate. */
  void learningRate(String name, double rate) {
    Config.requireRate("model '" + model.name() + "'", rate);
    Map<String, Optimizer> rated = training.optimizer().rated();
    if (!rated.containsKey(name)) {
      throw new ModelException(
          "model '"
              + model.name()
              + "' has no learning rate '"
              + name
              + "', but "
              + String.join(", ", rated.keySet()));
    }
    Weight variable = rated.get(name).learningRateVariable();
    if (variable == null) {
      throw new ModelException(
          "model '" + model.name() + "': its learning rate follows a schedule and cannot be set");
    }
    values.write(List.of(variable), List.of(TensorData.scalar(variable.type().dtype(), rate)));
  }

  void resetMetrics() {
    List<Weight> variables = training.metricVariables();
    if (!variables.isEmpty()) {
      values.reset(variables);
    }
  }

  private Map<String, Double> single(Mode mode, Dataset data) {
    require(mode);
    if (data.rows().orElse(1) == 0) {
      throw new ModelException("model '" + model.name() + "': the batch has no rows");
    }
    Prepared prepared = prepare(mode, ready(mode, data.toBatch(), FRESH, Map.of()));
    resetMetrics();
    step(prepared, null);
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
    training.compiled();
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

  /** What the model makes of arrays while a tape records. */
  ArrayCalls arrayCalls() {
    return arrayCalls;
  }

  /** The optimizer's part of a step. */
  void apply(Map<Weight, TensorData> gradients) {
    training.optimizer();
    List<TensorData> feeds = new ArrayList<>();
    Map<Integer, TensorData> none = new TreeMap<>();
    for (Weight weight : training.trained()) {
      TensorData gradient = gradients.get(weight);
      if (gradient == null) {
        none.put(feeds.size(), TensorData.scalar(weight.type().dtype(), 0));
      } else {
        ModelValues.requireShape(weight, gradient.type());
      }
      feeds.add(gradient == null ? none.get(feeds.size()) : gradient);
    }
    arrayCalls.release();
    Signature signature =
        new Signature(Mode.APPLY, Inputs.types(feeds), List.of(), List.of())
            .keeping(training.keepsNext())
            .with(none);
    engine.run(signature, this::write, signature.fed(feeds));
  }

  Graph trainingGraph(Dataset example) {
    require(Mode.TRAIN);
    // Not first(): that is one row, whatever the batch size.
    try (BatchIterator batches = ready(Mode.TRAIN, example, Map.of()).open(0)) {
      return graph(prepare(Mode.TRAIN, batches.next()).signature());
    }
  }

  /** The graph of a step. */
  Graph graph(Signature signature) {
    return KnownInputs.forAll(() -> write(signature.whole()).graph());
  }

  Graph predictionGraph(List<TensorType> inputs) {
    return write(new Signature(Mode.PREDICT, inputs, List.of(), List.of()).whole()).graph();
  }

  List<TensorData> predictBatch(List<TensorData> given) {
    return outputs(Mode.PREDICT, given);
  }

  /** The outputs for inputs that are no batch: not all models have their rows first. */
  List<TensorData> outputs(Mode mode, List<TensorData> given) {
    List<TensorData> inputs = feeding.inputs(given, FRESH);
    Signature signature = new Signature(mode, Inputs.types(inputs), List.of(), List.of());
    return run(signature, inputs, Engine::fresh);
  }

  /** Where predictions for a dataset are gathered. */
  Predictions predictions(Dataset data, long batches) {
    int size = batchSize(data);
    OptionalLong rows = data.rows();
    long most = batches > Long.MAX_VALUE / size ? Long.MAX_VALUE : batches * size;
    return new Predictions(
        rows.isPresent() ? OptionalLong.of(Math.min(rows.getAsLong(), most)) : rows, size);
  }

  /** A dataset whose batches are read ahead and ready for predictions. */
  Dataset readyToPredict(Dataset data) {
    int size = batchSize(data);
    long rows = data.rows().orElse(0);
    boolean partial = rows > size && rows % size != 0;
    boolean pad = predictFunction == null && !model.isSubclass() && partial && RowByRow.is(model);
    return ahead(data).stage(feeding.prediction(size, pad));
  }

  private static int batchSize(Dataset data) {
    return data.batchSize() > 0 ? data.batchSize() : Dataset.DEFAULT_BATCH_SIZE;
  }

  /** Predicts for a batch that is ready. */
  void predict(Batch batch, Predictions predictions) {
    Prepared prepared = prepare(Mode.PREDICT, batch);
    run(prepared.signature(), prepared.feeds(), predictions::next);
    predictions.done(batch.places());
  }

  @Override
  public void close() {
    engine.close();
  }
}
