package io.trihorn.model;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.data.Batch;
import io.trihorn.data.BatchIterator;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Graph;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.layers.KerasTensor;
import io.trihorn.model.Programs.Mode;
import io.trihorn.model.Programs.Signature;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.Weight;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The steps of a model: training, evaluation, prediction, one batch at a time or over a dataset.
 */
final class Trainer implements AutoCloseable {
  private static final Signature RESULTS =
      new Signature(Mode.RESULTS, List.of(), List.of(), List.of());
  private final Model model;
  private final Engine engine;
  private Compilation compilation;
  private Objectives objectives;
  private final KnownInputs known = new KnownInputs();
  private List<Weight> trained;
  private volatile boolean weightsReady;

  Trainer(Model model) {
    this.model = model;
    this.engine = new Engine(model::name);
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
    wanted.check();
    if (compilation != null) {
      List<Weight> old = new ArrayList<>(objectives == null ? List.of() : objectives.variables());
      if (compilation.optimizer() != wanted.optimizer()) {
        old.addAll(compilation.optimizer().variables());
      }
      engine.forget(old);
    }
    trained = null;
    compilation = wanted;
    objectives = null;
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
  private synchronized List<Weight> trained() {
    if (trained == null) {
      trained = model.trainableWeights();
    }
    return trained;
  }

  /** Gives weights the values that the optimizer has for the end of training, if it has any. */
  void finish() {
    Map<Weight, Weight> values = new LinkedHashMap<>(optimizer().finalValues());
    values.keySet().retainAll(trained());
    if (!values.isEmpty()) {
      write(List.copyOf(values.keySet()), read(List.copyOf(values.values())));
    }
  }

  private synchronized Objectives objectives() {
    if (objectives == null) {
      List<String> names = model.outputs().stream().map(t -> t.layer().name()).toList();
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
    initialize(objectives == null ? List.of() : objectives.variables());
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

  private List<TensorData> inputs(List<TensorData> given) {
    model.wireFor(Inputs.types(given));
    return Inputs.fit(model.name(), model.inputs(), given);
  }

  Prepared prepare(Mode mode, Batch batch) {
    List<TensorData> inputs = inputs(batch.inputs());
    List<TensorData> targets =
        Inputs.targets(model.name(), model.outputs().size(), batch.targets());
    Signature signature =
        new Signature(
            mode, Inputs.types(inputs), Inputs.types(targets), Inputs.types(batch.weights()));
    objectives().build(signature.targets(), outputTypes(batch.rows()));
    objectives().checkTargets(targets, outputTypes(batch.rows()));
    List<TensorData> feeds = new ArrayList<>(inputs);
    feeds.addAll(targets);
    feeds.addAll(batch.weights());
    return new Prepared(signature, feeds);
  }

  private List<TensorType> outputTypes(long rows) {
    List<TensorType> types = new ArrayList<>();
    for (KerasTensor t : model.outputs()) {
      long[] dims = t.shape().getShape().clone();
      for (int i = 0; i < dims.length; i++) {
        dims[i] = dims[i] < 0 ? rows : dims[i];
      }
      types.add(TensorType.of(t.dtype(), dims));
    }
    return types;
  }

  private Supplier<Graph> writer(Signature signature) {
    return switch (signature.mode()) {
      case TRAIN -> () -> Programs.train(model, objectives(), optimizer(), trained(), signature);
      case TEST -> () -> Programs.test(model, objectives(), signature);
      case PREDICT -> () -> Programs.predict(model, signature.inputs(), signature.known());
      case RESULTS -> () -> Programs.results(objectives());
    };
  }

  /**
   * Runs one step.
   *
   * @param loss where the batch's loss is written, or null if it is not wanted
   */
  void step(Prepared prepared, TensorData loss) {
    known.run(
        prepared.feeds(),
        values -> {
          Signature signature = prepared.signature().with(values);
          engine.run(
              signature,
              writer(signature),
              signature.fed(prepared.feeds()),
              Collections.singletonList(loss));
          return null;
        });
  }

  /** Makes sure that everything a step needs has a value. */
  void ready(Mode mode) {
    initialize(objectives().variables());
    if (mode == Mode.TRAIN) {
      optimizer().build(trained());
    }
  }

  Map<String, Double> results() {
    return Engine.logs(objectives().logs(), engine.run(RESULTS, writer(RESULTS), List.of()));
  }

  void resetMetrics() {
    if (objectives != null) {
      initialize(objectives.variables());
      engine.reset(objectives.variables());
    }
  }

  private Map<String, Double> single(Mode mode, Dataset data) {
    compiled();
    Prepared prepared = prepare(mode, data.toBatch());
    ready(mode);
    step(prepared, null);
    return results();
  }

  Map<String, Double> trainOnBatch(Dataset data) {
    return single(Mode.TRAIN, data);
  }

  Map<String, Double> testOnBatch(Dataset data) {
    return single(Mode.TEST, data);
  }

  Graph trainingGraph(Dataset example) {
    compiled();
    // Not first(): that is one row, whatever the batch size.
    try (BatchIterator batches = example.prefetch(0).open(0)) {
      Prepared prepared = prepare(Mode.TRAIN, batches.next());
      return KnownInputs.forAll(
          () -> Programs.train(model, objectives(), optimizer(), trained(), prepared.signature()));
    }
  }

  Map<String, Double> evaluate(Dataset data) {
    compiled();
    boolean started = false;
    try (BatchIterator batches = data.open(0)) {
      while (batches.hasNext()) {
        Prepared prepared = prepare(Mode.TEST, batches.next());
        if (!started) {
          ready(Mode.TEST);
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
    return results();
  }

  List<TensorData> predictBatch(List<TensorData> given) {
    List<TensorData> inputs = inputs(given);
    initialize(List.of());
    Signature signature = new Signature(Mode.PREDICT, Inputs.types(inputs), List.of(), List.of());
    return known.run(
        inputs,
        values -> {
          Signature exact = signature.with(values);
          return engine.run(exact, writer(exact), exact.fed(inputs));
        });
  }

  List<TensorData> predict(Dataset data) {
    List<List<TensorData>> parts = new ArrayList<>();
    try (BatchIterator batches = data.open(0)) {
      while (batches.hasNext()) {
        List<TensorData> outputs = predictBatch(batches.next().inputs());
        for (int i = 0; i < outputs.size(); i++) {
          if (parts.size() <= i) {
            parts.add(new ArrayList<>());
          }
          parts.get(i).add(outputs.get(i));
        }
      }
    }
    return parts.stream().map(TensorData::concatenate).toList();
  }

  @Override
  public void close() {
    engine.close();
  }
}
