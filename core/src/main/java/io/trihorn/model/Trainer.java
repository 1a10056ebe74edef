package io.trihorn.model;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.data.Batch;
import io.trihorn.data.BatchIterator;
import io.trihorn.data.BatchMemory;
import io.trihorn.data.BatchStage;
import io.trihorn.data.Dataset;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import io.trihorn.model.Programs.Mode;
import io.trihorn.model.Programs.Signature;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
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
  private final StepPrograms programs;
  private final LearningRates learningRates;
  private volatile boolean apart;
  private final KnownInputs known = new KnownInputs();
  private final ArrayCalls arrayCalls;
  private final AutomaticSteps automatic;

  Trainer(Model model) {
    this.model = model;
    this.engine = new Engine(model::name);
    this.values = new ModelValues(model, engine);
    this.training = new Training(model, values);
    this.feeding = new Feeding(model);
    this.programs = new StepPrograms(model, engine, values, training);
    this.learningRates = new LearningRates(model, engine, values, programs);
    this.arrayCalls = new ArrayCalls(model, engine, values);
    this.automatic = new AutomaticSteps(engine, model, this::size);
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
    programs.function(mode, function);
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
    programs.predictFunction(function);
    engine.forget(List.of());
  }

  /** The value of any variable of the model's programs. */
  TensorData value(Variable variable) {
    values.initialize(training.metricVariables());
    return engine.read(variable);
  }

  // Batches.

  /**
   * A batch's tensors in the types of the model, and the signature of the program for them.
   *
   * @param copies of the tensors on the device; empty where there are none
   */
  record Prepared(Signature signature, List<TensorData> feeds, List<DeviceTensor> copies) {
    /** What the program is fed. */
    List<? extends TensorValue> values() {
      return copies.isEmpty() ? feeds : copies;
    }

    /** Frees the copies, when the program has run. */
    void free() {
      copies.forEach(DeviceTensor::close);
    }
  }

  /** A dataset whose batches are read ahead and ready for steps. */
  Dataset ready(Mode mode, Dataset data, Map<Integer, Double> classWeight) {
    return ahead(data)
        .hold(stepsPerExecution())
        .stage((batch, memory) -> moved(ready(mode, batch, memory, classWeight)));
  }

  /** With copies on the device, where steps are faster with such that are made before. */
  private Batch moved(Batch batch) {
    Engine.Place place = engine.place();
    return place.backend().takesAhead(place.device())
        ? batch.with(
            batch.tensors().stream()
                .map(tensor -> place.backend().upload(tensor, place.device()))
                .toList())
        : batch;
  }

  /** Read ahead on another thread, unless one batch is all: nothing could be done meanwhile. */
  private static Dataset ahead(Dataset data) {
    boolean single = data.batches().orElse(Long.MAX_VALUE) <= 1;
    return data.prefetchDepth() == 0 && !single ? data.prefetch(PREFETCH) : data;
  }

  private Batch ready(Mode mode, Batch batch, BatchMemory memory, Map<Integer, Double> weights) {
    if (programs.isOwn(mode)) {
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
    Signature signature =
        new Signature(
            mode,
            Inputs.types(batch.inputs()),
            Inputs.types(batch.targets()),
            Inputs.types(batch.weights()));
    return new Prepared(
        signature.keeping(mode == Mode.TRAIN && training.keepsNext()),
        batch.tensors(),
        batch.copies());
  }

  /**
   * Runs one step.
   *
   * @param loss where the batch's loss is written, or null if it is not wanted
   */
  void step(Prepared prepared, TensorData loss) {
    List<TensorData> fetches = Collections.singletonList(loss);
    run(prepared, program -> fetches);
  }

  /**
   * Does a step of training, after which {@link #automaticSteps} may be more.
   *
   * @param loss where the batch's loss is written, or null if it is not wanted
   */
  void lookAtStep(Prepared step, TensorData loss) {
    automatic.look(step, training.compilation(), () -> step(step, loss));
  }

  /**
   * Runs steps one after the other, in one program where the backend gains by that.
   *
   * @param loss where the last batch's loss is written, or null if it is not wanted
   */
  void steps(List<Prepared> group, TensorData loss) {
    Signature signature = group.get(0).signature();
    boolean alike = group.stream().allMatch(step -> step.signature().equals(signature));
    if (group.size() > 1 && alike && !apart) {
      List<TensorValue> feeds =
          group.stream().<TensorValue>flatMap(step -> step.values().stream()).toList();
      List<TensorData> fetches = Collections.singletonList(loss);
      try {
        engine.run(signature.times(group.size()), programs::write, feeds, program -> fetches);
        group.forEach(Prepared::free);
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
          engine.make(prepared.signature().with(numbers), programs::write);
          return null;
        });
  }

  private List<TensorData> run(Prepared prepared, Function<Program, List<TensorData>> places) {
    try {
      return known.run(
          prepared.feeds(),
          numbers -> {
            Signature exact = prepared.signature().with(numbers);
            return engine.run(exact, programs::write, exact.fed(prepared.values()), places);
          });
    } finally {
      prepared.free();
    }
  }

  /** Fails where steps of this kind need a compiled model that is not. */
  void require(Mode mode) {
    if (!programs.isOwn(mode) && !model.isSubclass()) {
      training.compiled();
    }
  }

  /** Fails where {@code fit} would change nothing, since all weights are frozen. */
  void requireWeights() {
    boolean frozen = model.isWired() && training.trained().isEmpty() && !model.weights().isEmpty();
    if (frozen && !programs.isOwn(Mode.TRAIN) && !model.isSubclass()) {
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
        new TreeMap<>(Engine.logs(names, engine.run(signature, programs::write, List.of()))));
  }

  /** How many steps there are between the events of callbacks, as the model is compiled. */
  int stepsPerExecution() {
    return training.compilation() == null ? 1 : training.compilation().stepsPerExecution();
  }

  /**
   * How many steps of training are best one program, where nobody said how many.
   *
   * @param epoch the number of steps of an epoch, whose last batch may have fewer rows than the
   *     others; -1 where it is not known
   */
  int automaticSteps(long epoch) {
    return epoch < 0
        ? automatic.number()
        : (int) Math.max(1, Math.min(automatic.number(), epoch - 1));
  }

  /** Whether nobody said how many steps are one program. */
  boolean choosesSteps() {
    Compilation compilation = training.compilation();
    return !apart && compilation != null && !compilation.hasStepsPerExecution();
  }

  private Program.Size size(Prepared step) {
    return known.run(
        step.feeds(), numbers -> engine.size(step.signature().with(numbers), programs::write));
  }

  /** The steps of the next program, whose batches are there: at least one. */
  List<Prepared> next(Mode mode, BatchIterator batches, long most) {
    long size = apart || !engine.joinsSteps() ? 1 : most;
    List<Prepared> group = new ArrayList<>();
    do {
      group.add(prepare(mode, batches.next()));
    } while (group.size() < size && batches.hasNext());
    return group;
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
              engine.run(signature, programs::write, signature.fed(prepared.feeds()));
          Map<Weight, TensorData> gradients = new LinkedHashMap<>();
          List<Weight> weights = programs.differentiated(signature);
          for (int i = 0; i < weights.size(); i++) {
            gradients.put(weights.get(i), made.get(i + 1));
          }
          return new LossGradients(made.get(0).getDouble(0), gradients);
        });
  }

  /** The learning rates in force. */
  LearningRates learningRates() {
    return learningRates;
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
    engine.run(signature, programs::write, signature.fed(feeds));
  }

  Graph trainingGraph(Dataset example) {
    require(Mode.TRAIN);
    // Not first(): that is one row, whatever the batch size.
    Dataset data = example.stage((batch, memory) -> ready(Mode.TRAIN, batch, memory, Map.of()));
    try (BatchIterator batches = data.open(0)) {
      return graph(prepare(Mode.TRAIN, batches.next()).signature());
    }
  }

  /** The graph of a step. */
  Graph graph(Signature signature) {
    return KnownInputs.forAll(() -> programs.write(signature.whole()).graph());
  }

  Graph predictionGraph(List<TensorType> inputs) {
    return programs
        .write(new Signature(Mode.PREDICT, inputs, List.of(), List.of()).whole())
        .graph();
  }

  List<TensorData> predictBatch(List<TensorData> given) {
    return outputs(Mode.PREDICT, given);
  }

  /** The outputs for inputs that are no batch: not all models have their rows first. */
  List<TensorData> outputs(Mode mode, List<TensorData> given) {
    List<TensorData> inputs = feeding.inputs(given, FRESH);
    Signature signature = new Signature(mode, Inputs.types(inputs), List.of(), List.of());
    return run(new Prepared(signature, inputs, List.of()), Engine::fresh);
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
    boolean pad =
        !programs.isOwn(Mode.PREDICT) && !model.isSubclass() && partial && RowByRow.is(model);
    BatchStage stage = feeding.prediction(size, pad);
    return ahead(data).stage((batch, memory) -> moved(stage.apply(batch, memory)));
  }

  private static int batchSize(Dataset data) {
    return data.batchSize() > 0 ? data.batchSize() : Dataset.DEFAULT_BATCH_SIZE;
  }

  /** Predicts for a batch that is ready. */
  void predict(Batch batch, Predictions predictions) {
    Prepared prepared = prepare(Mode.PREDICT, batch);
    run(prepared, program -> predictions.next(program.fetches()));
    predictions.done(batch.places());
  }

  @Override
  public void close() {
    engine.close();
  }
}
