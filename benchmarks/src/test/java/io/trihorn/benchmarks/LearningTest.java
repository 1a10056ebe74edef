package io.trihorn.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A benchmark of a contestant that does not learn, or learns another model, would mean nothing. */
class LearningTest {
  private static final int SAMPLES = 256;

  /**
   * Steps after which every right contestant knows the samples, with some to spare. The large
   * models take seconds for a step; a race checks their parameters.
   */
  private static final Map<String, Integer> STEPS =
      Map.of(
          "lenet", 500,
          "mlp", 60,
          "resnet20", 60,
          "lstm", 60,
          "gru", 60,
          "transformer", 60,
          "bilstm", 60,
          "textcnn", 60);

  private static final List<Entrant> ENTRANTS = entrants();

  @TempDir private Path logs;

  /** Those of Python too where an interpreter is named. */
  private static List<Entrant> entrants() {
    List<Entrant> all = new ArrayList<>(Entrants.JAVA);
    String python = System.getProperty("trihorn.python");
    if (python != null) {
      all.addAll(PythonPeers.of(Path.of(python)));
    }
    return all;
  }

  static Stream<Arguments> pairs() {
    return ENTRANTS.stream()
        .filter(entrant -> entrant.measures().contains(Measure.TRAIN))
        .flatMap(
            entrant ->
                Workloads.ALL.stream()
                    .filter(w -> STEPS.containsKey(w.name()) && entrant.runs(w))
                    .map(workload -> Arguments.of(entrant.name(), workload.name())));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("pairs")
  void learnsTheModelThatIsDefined(String name, String model) {
    Workload workload = Workloads.named(model);
    try (ContestantProcess process =
        ContestantProcess.start(
            Entrants.named(ENTRANTS, name), new Job(workload, 2, SAMPLES, logs))) {
      assertEquals(workload.parameters(), process.parameters());

      double first = process.train(1).get("loss");
      process.train(STEPS.get(model) - 9);
      double last = process.train(8).get("loss");
      assertTrue(last < first / 2, "loss went from " + first + " to " + last);

      Map<String, Double> after = process.accuracy();
      assertTrue(after.get("accuracy") > 0.9, "accuracy " + after.get("accuracy"));
      assertEquals(0, after.get("worstSum"), 1e-4);
    }
  }
}
