package io.trihorn.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.trihorn.ndarray.TrihornNDManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every block of DJL's API on one backend: outputs as PyTorch's, gradients as differences. */
abstract class BlocksConformance extends OnBackend {
  BlocksConformance(String backend) {
    super(backend);
  }

  @TestFactory
  List<DynamicTest> outputsArePyTorchs() throws IOException {
    Map<String, BlockAnswers.Answer> recorded = BlockAnswers.recorded();
    List<DynamicTest> tests = new ArrayList<>();
    for (BlockCases.Case asked : BlockCases.all()) {
      if (asked.peer()) {
        tests.add(dynamicTest(asked.name(), () -> answersAs(recorded, asked)));
      }
    }
    return tests;
  }

  private void answersAs(Map<String, BlockAnswers.Answer> recorded, BlockCases.Case asked) {
    try (NDManager manager = TrihornNDManager.newBaseManager(backend())) {
      BlockAnswers.of(asked, manager)
          .forEach(
              (name, answer) -> {
                assertEquals(recorded.get(name).shape(), answer.shape(), name);
                assertArrayEquals(recorded.get(name).numbers(), answer.numbers(), 2e-5, name);
              });
    }
  }

  @TestFactory
  List<DynamicTest> gradientsAreDifferences() {
    List<DynamicTest> tests = new ArrayList<>();
    for (BlockCases.Case asked : BlockCases.all()) {
      tests.add(dynamicTest(asked.name(), () -> differentiates(asked)));
    }
    return tests;
  }

  private void differentiates(BlockCases.Case asked) {
    try (NDManager manager = TrihornNDManager.newBaseManager(backend())) {
      boolean exact = asked.widest() == DataType.FLOAT64;
      BlockRun run = new BlockRun(asked, manager, asked.widest());
      double slope = run.slope();
      double difference = run.difference(exact ? 1e-5 : 1e-2);
      double tolerance = exact ? 1e-6 : 2e-3;
      assertEquals(difference, slope, tolerance * Math.max(1, Math.abs(difference)));
    }
  }
}
