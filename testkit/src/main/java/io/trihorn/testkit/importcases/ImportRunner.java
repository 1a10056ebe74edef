package io.trihorn.testkit.importcases;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backends;
import io.trihorn.config.UnknownNameException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.saving.legacy.LegacyReader;
import io.trihorn.saving.legacy.UnsupportedLayersException;
import io.trihorn.testkit.goldens.Checks;
import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.goldens.GoldenReport.Status;
import io.trihorn.testkit.goldens.GoldenTolerance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a suite of Keras models on a backend. */
public final class ImportRunner {
  private ImportRunner() {}

  /**
   * Loads every model in a directory and compares its outputs with those that are stored.
   *
   * @param directory with the folders {@code original-pairs}, {@code keras3-reference}, {@code
   *     configs}
   * @param backend the backend's name
   * @return what became of each case, by group
   * @throws IOException if the directory cannot be read or has no cases
   */
  public static GoldenReport run(Path directory, String backend) throws IOException {
    Backends.get(backend);
    Map<String, List<GoldenReport.Result>> byGroup = new LinkedHashMap<>();
    for (ImportCase one : ImportCase.in(directory)) {
      byGroup.computeIfAbsent(one.group(), g -> new ArrayList<>()).add(run(one, backend));
    }
    List<GoldenReport.Kind> kinds = new ArrayList<>();
    byGroup.forEach((group, results) -> kinds.add(new GoldenReport.Kind(group, results)));
    return new GoldenReport(backend, kinds);
  }

  /** Runs one case; whatever it throws is its failure. */
  public static GoldenReport.Result run(ImportCase one, String backend) {
    Substitutes.register();
    Checks checks = new Checks();
    List<String> problems = new ArrayList<>();
    Status status = Status.FAILED;
    try {
      if (Files.isDirectory(one.path())) {
        compare(one.path(), backend, checks);
      } else {
        build(one.path(), checks);
      }
      problems.addAll(checks.problems());
      status = problems.isEmpty() ? Status.PASSED : Status.FAILED;
    } catch (UnsupportedLayersException | UnknownNameException e) {
      problems.add(e.getMessage());
      status = Status.UNSUPPORTED;
    } catch (IOException | RuntimeException e) {
      problems.addAll(checks.problems());
      problems.add(e + (e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0]));
    }
    return new GoldenReport.Result(one.name(), one.group(), status, problems, checks.worst());
  }

  /** An architecture without weights: the network is to be built. */
  private static void build(Path file, Checks checks) throws IOException {
    try (Model model = LegacyReader.fromJson(Files.readString(file))) {
      checks.require(!model.layers().isEmpty(), "the model has no layers");
      checks.require(!model.outputs().isEmpty(), "the model has no outputs");
    }
  }

  private static void compare(Path folder, String backend, Checks checks) throws IOException {
    CaseData data = CaseData.read(folder);
    if (Files.exists(folder.resolve("model.h5"))) {
      try (Model model = LegacyReader.read(folder.resolve("model.h5"), true)) {
        compare("model.h5", model, data, backend, checks);
      }
    }
    if (Files.exists(folder.resolve("config.json"))) {
      try (Model model = LegacyReader.fromJson(Files.readString(folder.resolve("config.json")))) {
        LegacyReader.readWeights(model, folder.resolve("weights.h5"), false, false);
        compare("config.json with weights.h5", model, data, backend, checks);
      }
    }
  }

  private static void compare(
      String what, Model model, CaseData data, String backend, Checks checks) {
    model.on(backend);
    List<TensorData> inputs = new ArrayList<>();
    for (int i = 0; i < data.inputs().size(); i++) {
      inputs.add(data.inputs().get(i).cast(model.inputs().get(i).dtype()));
    }
    List<TensorData> outputs = model.predictOnBatch(inputs.toArray(TensorData[]::new));
    checks.same(what + ": number of outputs", outputs.size(), data.outputs().size());
    for (int i = 0; i < Math.min(outputs.size(), data.outputs().size()); i++) {
      TensorData expected = data.outputs().get(i).cast(DataType.FLOAT32);
      TensorData actual = outputs.get(i).cast(DataType.FLOAT32);
      checks.close(
          what + ": output " + i, actual, alike(expected, actual.type()), GoldenTolerance.VALUE);
    }
  }

  /** The suite stores a single output of each row without an axis of its own. */
  private static TensorData alike(TensorData expected, TensorType type) {
    boolean onlyOnes = expected.type().rank() < type.rank() && expected.size() == type.size();
    return onlyOnes ? expected.reshape(type.dims()) : expected;
  }
}
