package io.trihorn.benchmarks.trihorn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.benchmarks.Workload;
import io.trihorn.benchmarks.Workloads;
import io.trihorn.model.Model;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrihornModelsTest {
  static List<Workload> all() {
    return Workloads.ALL;
  }

  @ParameterizedTest
  @MethodSource("all")
  void haveTheParametersOfTheirDefinition(Workload workload) {
    try (Model model = TrihornModels.of(workload)) {
      assertEquals(
          workload.parameters(),
          model.trainableWeights().stream().mapToLong(w -> w.type().size()).sum());
    }
  }
}
