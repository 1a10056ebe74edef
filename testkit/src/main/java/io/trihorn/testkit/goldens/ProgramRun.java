package io.trihorn.testkit.goldens;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.ConfigException;
import io.trihorn.config.UnknownNameException;
import io.trihorn.data.Dataset;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Callback;
import io.trihorn.model.CompilationConfig;
import io.trihorn.model.FitOptions;
import io.trihorn.model.History;
import io.trihorn.model.Model;
import io.trihorn.model.Models;
import io.trihorn.model.RunOptions;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ops.Floatx;
import io.trihorn.saving.Saving;
import io.trihorn.saving.files.Folders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs one program in a folder of its own. */
final class ProgramRun implements AutoCloseable {
  /** What an action does and what is compared then. */
  @FunctionalInterface
  private interface Action {
    void run(ProgramRun run, String where, JsonObject action, JsonObject expected)
        throws IOException;
  }

  private static final Map<String, Action> ACTIONS =
      Map.ofEntries(
          Map.entry("compile", (r, w, a, e) -> r.compile(a)),
          Map.entry("fit", ProgramRun::fit),
          Map.entry("evaluate", ProgramRun::evaluate),
          Map.entry("predict", ProgramRun::predict),
          Map.entry("predict_on_batch", ProgramRun::predictOnBatch),
          Map.entry("call", ProgramRun::call),
          Map.entry("train_on_batch", ProgramRun::trainOnBatch),
          Map.entry("test_on_batch", ProgramRun::testOnBatch),
          Map.entry("reset_metrics", (r, w, a, e) -> r.model.resetMetrics()),
          Map.entry("get_metrics_result", ProgramRun::metricsResult),
          Map.entry(
              "get_compile_config",
              (r, w, a, e) ->
                  r.checks.json(
                      w,
                      CompilationConfig.write(r.model.compilation(), r.model.outputs().size()),
                      withoutJit(e.getAsJsonObject("result")))),
          Map.entry("reset_states", (r, w, a, e) -> r.model.resetStates()),
          Map.entry(
              "set_learning_rate",
              (r, w, a, e) -> r.model.setLearningRate(a.get("value").getAsDouble())),
          Map.entry("set_trainable", ProgramRun::setTrainable),
          Map.entry("exclude_from_weight_decay", (r, w, a, e) -> r.exclude(a)),
          Map.entry("new_model", (r, w, a, e) -> r.begin()),
          Map.entry("policies", (r, w, a, e) -> ProgramPrecision.policies(w, r.model, e, r.checks)),
          Map.entry(
              "optimizer", (r, w, a, e) -> ProgramPrecision.optimizer(w, r.model, e, r.checks)),
          Map.entry("quantize", ProgramRun::quantize),
          Map.entry("enable_lora", ProgramRun::enableLora),
          Map.entry("set_variables", (r, w, a, e) -> ProgramQuantization.set(r.model, a, r.data)),
          Map.entry(
              "variables", (r, w, a, e) -> ProgramQuantization.state(w, r.model, e, r.checks)),
          Map.entry("save", ProgramRun::save),
          Map.entry("load", ProgramRun::load),
          Map.entry(
              "write_file",
              (r, w, a, e) ->
                  Files.writeString(
                      r.folder.resolve(a.get("file").getAsString()), a.get("text").getAsString())));

  private final JsonObject golden;
  private final String backend;
  private final ProgramData data;
  private final ProgramChecks checks;
  private final Path folder;
  private Model model;

  ProgramRun(JsonObject golden, Npz arrays, String backend, Checks checks) throws IOException {
    this.golden = golden;
    this.backend = backend;
    data = new ProgramData(arrays);
    this.checks = new ProgramChecks(checks, data, ProgramTolerance.of(golden));
    folder = Files.createTempDirectory("trihorn");
  }

  private static String text(JsonObject json, String name) {
    return json.has(name) && !json.get(name).isJsonNull() ? json.get(name).getAsString() : null;
  }

  /** A fresh model with the initial weights. */
  private void begin() {
    if (model != null) {
      model.close();
    }
    ProgramLayers.register();
    model = Models.fromConfig(golden.get("model"));
    model.on(backend);
    List<TensorData> initial = new ArrayList<>();
    for (JsonElement e : golden.getAsJsonArray("weights")) {
      initial.add(data.array(e.getAsJsonObject().get("initial").getAsString()));
    }
    model.setWeights(initial);
  }

  /** Runs the program with the policy and the floating type that it asks for. */
  void check() throws IOException {
    try {
      under(
          golden,
          () -> {
            try {
              begin();
              run();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return null;
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void under(JsonObject golden, Supplier<Void> body) {
    String floatx = text(golden, "floatx");
    String policy = text(golden, "global_dtype_policy");
    Floatx.using(
        floatx == null ? "float32" : floatx,
        () ->
            DtypePolicy.using(policy == null ? DtypePolicy.FLOAT32 : DtypePolicy.of(policy), body));
  }

  private void run() throws IOException {
    JsonArray program = golden.getAsJsonArray("program");
    JsonArray expected = golden.getAsJsonArray("expected");
    for (int i = 0; i < program.size(); i++) {
      JsonObject action = program.get(i).getAsJsonObject();
      String name = action.get("do").getAsString();
      if (!ACTIONS.containsKey(name)) {
        throw new UnknownNameException(name, "the action is not known here");
      }
      String where = i + " " + name;
      JsonObject wanted = expected.get(i).getAsJsonObject();
      ACTIONS.get(name).run(this, where, action, wanted);
      if (wanted.has("weights")) {
        checks.variables(where + " weight", model.weightValues(), wanted.getAsJsonArray("weights"));
      }
      if (wanted.has("optimizer_variables")) {
        checks.variables(
            where + " optimizer's",
            model.optimizerValues(),
            wanted.getAsJsonArray("optimizer_variables"));
      }
    }
  }

  /** Whether Keras compiles with XLA is no matter here. */
  private static JsonObject withoutJit(JsonObject config) {
    JsonObject copy = config.deepCopy();
    copy.remove("jit_compile");
    return copy;
  }

  private void compile(JsonObject action) {
    model.compile(CompilationConfig.read(action.getAsJsonObject("config"), model.outputNames()));
  }

  private void fit(String where, JsonObject action, JsonObject expected) throws IOException {
    ProgramEvents events = new ProgramEvents();
    List<Callback> callbacks = ProgramCallbacks.of(action, folder, events);
    ProgramTrace trace = new ProgramTrace(callbacks, folder);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    History history = new History();
    RuntimeException raised = null;
    try (PrintStream out = new PrintStream(printed, false, StandardCharsets.UTF_8)) {
      FitOptions options = ProgramOptions.fit(action, data).out(out);
      callbacks.forEach(options::callbacks);
      options.callbacks(history, trace);
      model.fit(data.dataset(action), options);
    } catch (RuntimeException e) {
      if (!expected.has("raised")) {
        throw e;
      }
      raised = e;
    }
    checks.require(
        expected.has("raised") == (raised != null),
        where + " should end with " + expected.get("raised"));
    if (expected.has("history") && expected.get("history").isJsonObject()) {
      checks.history(where, history.values(), expected.getAsJsonObject("history"));
    }
    if (expected.has("epochs") && expected.get("epochs").isJsonArray()) {
      List<Integer> epochs =
          expected.getAsJsonArray("epochs").asList().stream().map(JsonElement::getAsInt).toList();
      checks.same(where + " epochs", history.epochs(), epochs);
    }
    trace.check(where, expected, checks);
    state(where, trace, expected);
    if (expected.has("events")) {
      events.check(where, expected.getAsJsonArray("events"), checks);
    }
    printed(where, printed, expected);
    new ProgramFolder(golden, backend, folder, checks).check(where, expected);
  }

  private void state(String where, ProgramTrace trace, JsonObject expected) {
    if (trace.run() == null) {
      return;
    }
    checks.same(
        where + " stop_training",
        trace.run().isStopped(),
        expected.get("stop_training").getAsBoolean());
    if (!expected.get("learning_rate").isJsonNull()) {
      checks.number(
          where + " learning rate",
          model.learningRate(),
          ProgramChecks.number(expected.get("learning_rate")));
    }
    checks.same(where + " iterations", model.iterations(), expected.get("iterations").getAsLong());
  }

  private void printed(String where, ByteArrayOutputStream printed, JsonObject expected) {
    if (expected.has("text")) {
      String text =
          printed
              .toString(StandardCharsets.UTF_8)
              .replace(folder + "/", "")
              .replaceAll("\\d+s - +\\d+(s|ms|us)/step", "<time>");
      checks.same(where + " text", text, expected.get("text").getAsString());
    }
  }

  private void quantize(String where, JsonObject action, JsonObject expected) {
    boolean refused = false;
    try {
      ProgramQuantization.quantize(model, action, data);
    } catch (ConfigException e) {
      if (!expected.has("raised")) {
        throw e;
      }
      refused = true;
    }
    checks.require(
        refused == expected.has("raised"), where + " should end with " + expected.get("raised"));
    ProgramQuantization.state(where, model, expected, checks);
  }

  private void enableLora(String where, JsonObject action, JsonObject expected) {
    JsonObject arguments = action.getAsJsonObject("args");
    Double alpha = arguments.has("lora_alpha") ? arguments.get("lora_alpha").getAsDouble() : null;
    Layer layer = model.layer(action.get("layer").getAsString());
    layer.enableLora(arguments.get("rank").getAsInt(), alpha);
    List<String> names =
        expected.getAsJsonArray("variables").asList().stream()
            .map(v -> v.getAsJsonObject().get("path").getAsString())
            .toList();
    checks.same(
        where + " variables",
        layer.weights().stream().map(w -> w.variable().name()).toList(),
        names);
    ProgramQuantization.trained(where, model, expected, checks);
  }

  private void save(String where, JsonObject action, JsonObject expected) throws IOException {
    Path file = folder.resolve(action.get("file").getAsString());
    Saving.saveModel(model, file);
    if (expected.has("entries")) {
      ProgramFiles.check(where, file, expected, checks);
    }
  }

  private void load(String where, JsonObject action, JsonObject expected) {
    model.close();
    boolean compile = action.has("compile") && action.get("compile").getAsBoolean();
    model = Saving.loadModel(folder.resolve(action.get("file").getAsString()), compile);
    model.on(backend);
    if (expected.has("variables")) {
      ProgramPrecision.variables(where, model, expected.getAsJsonArray("variables"), checks);
    }
  }

  private void evaluate(String where, JsonObject action, JsonObject expected) {
    observed(
        where,
        action,
        expected,
        options ->
            checks.evaluation(
                where,
                model.evaluate(data.dataset(action), options),
                expected.get("result"),
                model.outputNames()));
  }

  private void predict(String where, JsonObject action, JsonObject expected) {
    observed(
        where,
        action,
        expected,
        options ->
            checks.outputs(
                where,
                tensors(model.predictAll(Dataset.of(data.values(action.get("x"))), options)),
                expected.get("result")));
  }

  /** Does something with an action's options, and compares the events and what was printed. */
  private void observed(
      String where, JsonObject action, JsonObject expected, Consumer<RunOptions> what) {
    ProgramEvents events = new ProgramEvents();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(printed, false, StandardCharsets.UTF_8)) {
      RunOptions options = ProgramOptions.run(action).out(out);
      ProgramCallbacks.of(action, folder, events).forEach(options::callbacks);
      what.accept(options);
    }
    if (expected.has("events")) {
      events.check(where, expected.getAsJsonArray("events"), checks);
    }
    printed(where, printed, expected);
  }

  private static List<TensorData> tensors(NDList outputs) {
    List<TensorData> tensors = new ArrayList<>();
    for (NDArray output : outputs) {
      tensors.add(HostValues.of(output));
    }
    return tensors;
  }

  private void predictOnBatch(String where, JsonObject action, JsonObject expected) {
    NDList outputs =
        model.predictAll(
            Dataset.of(data.values(action.get("x"))), new RunOptions().batchSize(1 << 20));
    checks.outputs(where, tensors(outputs), expected.get("result"));
  }

  private void call(String where, JsonObject action, JsonObject expected) {
    boolean training = action.has("training") && action.get("training").getAsBoolean();
    NDList outputs = model.callAll(data.values(action.get("x")), training);
    checks.outputs(where, tensors(outputs), expected.get("result"));
  }

  private void trainOnBatch(String where, JsonObject action, JsonObject expected) {
    checks.evaluation(
        where,
        model.trainOnBatch(data.dataset(action), ProgramData.classWeight(action)),
        expected.get("result"),
        model.outputNames());
  }

  private void testOnBatch(String where, JsonObject action, JsonObject expected) {
    checks.evaluation(
        where,
        model.testOnBatch(data.dataset(action)),
        expected.get("result"),
        model.outputNames());
  }

  private void metricsResult(String where, JsonObject action, JsonObject expected) {
    checks.logs(where, model.getMetricsResult(), expected.getAsJsonObject("result"));
  }

  private void setTrainable(String where, JsonObject action, JsonObject expected) {
    Layer layer = model;
    String path = action.get("layer").getAsString();
    for (String name : path.isEmpty() ? new String[0] : path.split("/")) {
      layer = ((Model) layer).layer(name);
    }
    layer.setTrainable(action.get("value").getAsBoolean());
    List<String> names = model.trainableWeights().stream().map(w -> w.variable().name()).toList();
    checks.same(where, names, ProgramTrace.texts(expected.getAsJsonArray("trainable_variables")));
  }

  private void exclude(JsonObject action) {
    List<String> names = ProgramTrace.texts(action.getAsJsonArray("var_names"));
    model.optimizer().excludeFromWeightDecay(names.toArray(new String[0]));
  }

  @Override
  public void close() throws IOException {
    if (model != null) {
      model.close();
    }
    Folders.delete(folder);
  }
}
