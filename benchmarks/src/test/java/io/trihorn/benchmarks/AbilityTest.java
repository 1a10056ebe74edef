package io.trihorn.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.benchmarks.trihorn.TrihornModels;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** That what the table of entrants says of contestants is what their classes can do. */
class AbilityTest {
  private static final Map<Ability, Class<?>> CLASSES =
      Map.of(
          Ability.FIT, Fitting.class,
          Ability.GENERATE, Generating.class,
          Ability.FEED, Feeding.class,
          Ability.ASK, Asking.class,
          Ability.SHARE, Sharing.class,
          Ability.OPEN, Opening.class,
          Ability.COMPUTE, Computing.class);

  static final Iterable<JavaEntrant> ENTRANTS = Entrants.JAVA;

  @ParameterizedTest
  @FieldSource("ENTRANTS")
  void areThoseOfTheClass(JavaEntrant entrant) {
    for (Workload workload : Workloads.ALL.stream().filter(entrant::runs).toList()) {
      Contestant contestant = entrant.contestant(workload);
      Set<Ability> expected = EnumSet.noneOf(Ability.class);
      CLASSES.forEach(
          (ability, type) -> {
            if (type.isInstance(contestant)) {
              expected.add(ability);
            }
          });
      if (!TrihornModels.stateful().contains(workload.name())) {
        expected.remove(Ability.GENERATE);
      }
      if (entrant.measures().contains(Measure.TRAIN)) {
        expected.add(Ability.TRAIN);
      }
      assertEquals(expected, entrant.abilities(workload), entrant.name() + " " + workload.name());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fit | mlp | trihorn-tensorflow trihorn-onnx trihorn-dl4j",
        "input | mlp | trihorn-tensorflow trihorn-onnx trihorn-dl4j",
        "generate | gru | trihorn-tensorflow trihorn-onnx trihorn-dl4j",
        "ask | lenet | trihorn-tensorflow trihorn-onnx trihorn-dl4j",
        "threads | lenet | trihorn-tensorflow trihorn-onnx trihorn-dl4j onnxruntime-plain"
            + " tensorflow-savedmodel",
        "start | lenet | trihorn-tensorflow trihorn-onnx trihorn-dl4j",
        "peak | unet | trihorn-tensorflow trihorn-onnx trihorn-dl4j torch keras",
        "memory | unet | trihorn-tensorflow trihorn-onnx trihorn-dl4j torch keras",
        "arrays | bert | trihorn-tensorflow trihorn-onnx trihorn-dl4j torch",
        "arrays | gru | trihorn-tensorflow trihorn-onnx trihorn-dl4j djl-trihorn-tensorflow"
            + " djl-trihorn-onnx djl-trihorn-dl4j djl-pytorch"
            + " djl-pytorch-spinning djl-pytorch-one-thread torch"
      })
  void probesAskThoseWhoCanAnswer(String probe, String model, String expected) {
    Workload workload = Workloads.named(model);
    Stream<Entrant> python =
        Stream.of("torch", "keras")
            .map(l -> new PythonEntrant(l, Path.of("python"), l, "cpu", Map.of()));
    List<String> asked =
        Stream.concat(Entrants.JAVA.stream(), python)
            .filter(e -> e.runs(workload) && Probes.ALL.get(probe).canAsk(e, workload))
            .map(Entrant::name)
            .toList();
    assertEquals(List.of(expected.split(" ")), asked);
  }
}
