package io.trihorn.testkit.importcases;

import io.trihorn.backend.Backends;
import io.trihorn.config.UnknownNameException;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.rnn.BaseRnn;
import io.trihorn.model.Model;
import io.trihorn.ndarray.HostValues;
import io.trihorn.saving.legacy.UnsupportedLayersException;
import io.trihorn.testkit.goldens.Checks;
import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.goldens.GoldenReport.Status;
import io.trihorn.testkit.goldens.GoldenTolerance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs model files on a backend and holds what they compute to what is stored beside them: within
 * 1e-4 of an output's largest magnitude, integers and booleans exactly, in the same element type.
 */
public final class ModelCaseRunner {
  private static final double SHARE = 1e-4;
  private static final double FLOOR = 1e-7;
  private final String backend;
  private final Loader loader;
  private final Map<Integer, Double> classWeight;

  /** How models are read, which depends on the formats that somebody has. */
  public interface Loader {
    /** The model in a file, by the ending of its name. */
    Model load(Path file) throws IOException;

    /** Whether an exception says that a model needs what is not supported. */
    default boolean unsupported(Throwable problem) {
      return problem instanceof UnknownNameException
          || problem instanceof UnsupportedLayersException;
    }
  }

  /**
   * A runner on a backend.
   *
   * @param backend the backend's name
   * @param loader reads the models
   */
  public ModelCaseRunner(String backend, Loader loader) {
    this(backend, loader, Map.of());
  }

  /**
   * A runner for cases that do not say their classes' weights.
   *
   * @param backend the backend's name
   * @param loader reads the models
   * @param classWeight the weights with which cases without {@code class_weight.json} train
   */
  public ModelCaseRunner(String backend, Loader loader, Map<Integer, Double> classWeight) {
    Backends.get(backend);
    this.backend = backend;
    this.loader = loader;
    this.classWeight = classWeight;
  }

  /**
   * Runs all cases in a directory.
   *
   * @return what became of each case, predictions apart from training
   * @throws IOException if the directory cannot be read or has no cases
   */
  public GoldenReport run(Path directory) throws IOException {
    Map<String, List<GoldenReport.Result>> byKind = new TreeMap<>();
    for (ModelCase one : ModelCase.in(directory)) {
      String kind = one.training() ? "training" : "predictions";
      byKind.computeIfAbsent(kind, k -> new ArrayList<>()).add(run(one));
    }
    List<GoldenReport.Kind> kinds = new ArrayList<>();
    byKind.forEach((kind, results) -> kinds.add(new GoldenReport.Kind(kind, results)));
    return new GoldenReport(backend, kinds);
  }

  /** Runs one case; whatever it throws is its failure, or why it is not supported. */
  public GoldenReport.Result run(ModelCase one) {
    Checks checks = new Checks();
    List<String> problems = new ArrayList<>();
    Status status;
    try {
      try (Model model = loader.load(one.model())) {
        model.on(backend);
        if (one.training()) {
          TrainingCase.read(one.folder(), classWeight).check(model, checks);
        } else {
          predictions(one, model, checks);
        }
      }
      problems.addAll(checks.problems());
      status = problems.isEmpty() ? Status.PASSED : Status.FAILED;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      problems.addAll(checks.problems());
      problems.add(e + (e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0]));
      status = unsupported(e) ? Status.UNSUPPORTED : Status.FAILED;
    }
    String file = one.model().getFileName().toString();
    return new GoldenReport.Result(one.name(), file, status, problems, checks.worst());
  }

  private boolean unsupported(Throwable problem) {
    for (Throwable t = problem; t != null; t = t.getCause()) {
      if (loader.unsupported(t)) {
        return true;
      }
    }
    return false;
  }

  /** Where no outputs are stored, the model is only to compute something. */
  private static void predictions(ModelCase one, Model model, Checks checks) throws IOException {
    List<Path> runs = one.runs();
    checks.require(!runs.isEmpty(), "the case has no folder run_...");
    for (Path run : runs) {
      List<TensorData> outputs = predict(model, ModelCase.arrays(run, "in"));
      List<TensorData> expected = ModelCase.arrays(run, "out");
      if (!expected.isEmpty()) {
        close(run.getFileName().toString(), outputs, expected, checks);
      }
    }
  }

  private static boolean keepsStates(Layer layer) {
    return (layer instanceof BaseRnn<?> rnn && !rnn.states().isEmpty())
        || layer.children().stream().anyMatch(ModelCaseRunner::keepsStates);
  }

  /** The predictions for inputs of the model's element types, as Keras converts them. */
  static List<TensorData> predict(Model model, List<TensorData> inputs) {
    List<TensorData> cast = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      boolean known = i < model.inputs().size();
      cast.add(known ? inputs.get(i).cast(model.inputs().get(i).dtype()) : inputs.get(i));
    }
    if (keepsStates(model) && model.inputs().get(0).shape().get(0) > 0) {
      // In batches of the size that the states are made for.
      return model.predictAll(Dataset.of(cast)).stream().map(HostValues::of).toList();
    }
    return model.predictOnBatch(cast.toArray(TensorData[]::new));
  }

  static void close(
      String what, List<TensorData> actual, List<TensorData> expected, Checks checks) {
    checks.same(what + ": number of outputs", actual.size(), expected.size());
    for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
      TensorData right = expected.get(i);
      GoldenTolerance allowed = new GoldenTolerance(0, SHARE * scale(right) + FLOOR);
      checks.close(what + ": output " + i, actual.get(i), right, allowed);
    }
  }

  /** The largest finite magnitude. */
  private static double scale(TensorData data) {
    double largest = 0;
    for (long i = 0; i < data.size(); i++) {
      double magnitude = Math.abs(data.getDouble(i));
      largest = Double.isFinite(magnitude) ? Math.max(largest, magnitude) : largest;
    }
    return largest;
  }
}
