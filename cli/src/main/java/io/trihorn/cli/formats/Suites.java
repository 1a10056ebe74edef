package io.trihorn.cli.formats;

import io.trihorn.cli.onnxcases.OnnxCaseRunner;
import io.trihorn.data.Npy;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import io.trihorn.testkit.goldens.Checks;
import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.goldens.GoldenReport.Status;
import io.trihorn.testkit.goldens.GoldenRunner;
import io.trihorn.testkit.goldens.GoldenTolerance;
import io.trihorn.testkit.importcases.ImportRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Counts of the directories of files that others wrote, for one backend. */
final class Suites {
  /** Counts one directory. */
  private interface Count {
    Tally of(Path directory, String backend) throws IOException;
  }

  private static final Map<String, Count> ALL = new LinkedHashMap<>();

  static {
    ALL.put(
        "goldens/keras/models",
        (path, backend) -> tally(GoldenRunner.run(path.getParent(), backend, Set.of("models"))));
    ALL.put("models/keras", Suites::trained);
    ALL.put("models/onnx", (path, backend) -> tally(OnnxCaseRunner.run(path, backend)));
    ALL.put(
        "peer-suites/dl4j-keras-import", (path, backend) -> tally(ImportRunner.run(path, backend)));
    ALL.put("peer-suites/onnx-node", (path, backend) -> tally(OnnxCaseRunner.run(path, backend)));
  }

  private Suites() {}

  /** The directories there are, with their counts. */
  static Map<String, Tally> run(Path root, String backend) throws IOException {
    Map<String, Tally> counts = new LinkedHashMap<>();
    for (Map.Entry<String, Count> suite : ALL.entrySet()) {
      Path directory = root.resolve(suite.getKey());
      if (Files.isDirectory(directory)) {
        counts.put(suite.getKey(), suite.getValue().of(directory, backend));
      }
    }
    return counts;
  }

  private static Tally tally(GoldenReport report) {
    Tally tally = new Tally();
    report.kinds().forEach(k -> tally.add(k.results().size(), k.count(Status.PASSED)));
    report.kinds().stream()
        .flatMap(k -> k.results().stream())
        .filter(r -> r.status() == Status.FAILED)
        .forEach(r -> tally.problems().add(r.name() + ": " + String.join("; ", r.problems())));
    return tally;
  }

  /** Trained models with an input and the output that Keras gives for it. */
  private static Tally trained(Path root, String backend) throws IOException {
    Tally tally = new Tally();
    List<Path> folders;
    try (Stream<Path> all = Files.list(root)) {
      folders = all.filter(Files::isDirectory).sorted().toList();
    }
    for (Path folder : folders) {
      tally.attempt(
          folder.getFileName().toString(),
          () -> {
            Checks checks = new Checks();
            try (Model model = read(folder)) {
              TensorData input = Npy.read(folder.resolve("input.npy"));
              TensorData expected = Npy.read(folder.resolve("expected.npy"));
              TensorData got = model.on(backend).predictOnBatch(input).get(0);
              checks.close("output", got, expected, GoldenTolerance.VALUE);
            }
            if (!checks.problems().isEmpty()) {
              throw new IllegalStateException(String.join("; ", checks.problems()));
            }
          });
    }
    return tally;
  }

  private static Model read(Path folder) throws IOException {
    Path architecture = folder.resolve("modelConfig.json");
    if (Files.exists(architecture)) {
      Model model = Saving.modelFromJson(Files.readString(architecture));
      Saving.loadWeights(model, folder.resolve("weights.h5"));
      return model;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return Saving.loadModel(
          files
              .filter(p -> p.getFileName().toString().startsWith("model."))
              .findFirst()
              .orElseThrow(() -> new IOException("there is no model in " + folder)));
    }
  }
}
