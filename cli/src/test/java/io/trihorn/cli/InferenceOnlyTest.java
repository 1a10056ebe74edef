package io.trihorn.cli;

import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.maxPooling2d;
import static io.trihorn.model.FitOptions.epochs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.cli.SourceProgram.Outcome;
import io.trihorn.model.Sequential;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What predicts needs nothing of what trains: a process with a core from which the packages of
 * training were taken out, and one backend, has the numbers of the process that trained the model.
 */
class InferenceOnlyTest {
  /** Parts of the core that only training, evaluation and what stands around them need. */
  private static final Set<String> TRAINING =
      Set.of(
          "callbacks",
          "datasets",
          "distribution",
          "features",
          "graph/gradient",
          "losses",
          "metrics",
          "model/EvaluateLoop.class",
          "model/FitLoop.class",
          "optimizers",
          "tensorboard",
          "visualization",
          "wrappers");

  private static final String PROGRAM =
      """
      public class Ask {
        public static void main(String[] args) throws Exception {
          var model = io.trihorn.saving.Saving.loadModel(java.nio.file.Path.of("lenet.keras"), false);
          for (float p : model.predict(new float[1][28][28][1]).toFloatArray()) {
            System.out.println("p " + p);
          }
          try {
            model.compile("adam", "mse");
          } catch (NoClassDefFoundError e) {
            System.out.println("training is not there");
          }
        }
      }
      """;

  @TempDir Path directory;

  private static boolean isOurs(Path entry) {
    return Files.isDirectory(entry) || entry.getFileName().toString().startsWith("trihorn-");
  }

  private static Path ours(String module) {
    return SourceProgram.classPath().stream()
        .filter(
            e ->
                e.endsWith(Path.of(module, "target", "classes"))
                    || e.getFileName().toString().matches("trihorn-" + module + "-.*jar"))
        .findFirst()
        .orElseThrow();
  }

  /** The core, where it is a folder of classes; jars are built of such. */
  private Path coreWithoutTraining() throws IOException {
    Path classes = Path.of("..", "core", "target", "classes").toAbsolutePath().normalize();
    Path copy = directory.resolve("core");
    Path root = Path.of("io", "trihorn");
    try (Stream<Path> all = Files.walk(classes)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path name = classes.relativize(file);
        if (TRAINING.stream().noneMatch(part -> name.startsWith(root.resolve(part)))) {
          Path place = copy.resolve(name);
          Files.createDirectories(place.getParent());
          Files.copy(file, place);
        }
      }
    }
    return copy;
  }

  @ParameterizedTest
  @ValueSource(strings = {"onnx", "tensorflow", "dl4j"})
  void aModelFileNeedsNoTrainingCode(String backend) throws Exception {
    var lenet =
        new Sequential(
            input(28, 28, 1),
            conv2d(6, 5).activation("tanh").padding("same"),
            maxPooling2d(2),
            conv2d(16, 5).activation("tanh"),
            maxPooling2d(2),
            flatten(),
            dense(84, "tanh"),
            dense(10, "softmax"));
    lenet.on(backend).compile("adam", "sparse_categorical_crossentropy");
    lenet.fit(new float[8][28][28][1], new int[8], epochs(1).verbose(false));
    Saving.saveModel(lenet, directory.resolve("lenet.keras"));
    StringBuilder expected = new StringBuilder();
    for (float p : lenet.predict(new float[1][28][28][1]).toFloatArray()) {
      expected.append("p ").append(p).append('\n');
    }
    expected.append("training is not there\n");

    Path source = Files.writeString(directory.resolve("Ask.java"), PROGRAM);
    Path classes = Files.createDirectory(directory.resolve("classes"));
    assertEquals("", SourceProgram.compile(classes, List.of(source)));
    Stream<Path> path =
        Stream.concat(
            Stream.of(classes, coreWithoutTraining(), ours("backend-" + backend)),
            SourceProgram.classPath().stream().filter(entry -> !isOurs(entry)));
    Outcome outcome = SourceProgram.run(directory, path, Map.of("trihorn.backend", backend), "Ask");
    String said =
        outcome
            .output()
            .lines()
            .filter(line -> line.startsWith("p ") || line.startsWith("training"))
            .map(line -> line + "\n")
            .reduce("", String::concat);
    assertEquals(0, outcome.exit(), outcome.output());
    assertEquals(expected.toString(), said, outcome.output());
  }

  /** So that no name of the list is out of date. */
  @Test
  void whatIsTakenOutIsThere() {
    Path root = Path.of("..", "core", "target", "classes", "io", "trihorn");
    TRAINING.forEach(part -> assertTrue(Files.exists(root.resolve(part)), part));
  }
}
