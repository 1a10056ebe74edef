package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.trihorn.backend.Backends;
import io.trihorn.graph.TensorData;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** No value and no gradient of the stability cases is infinite or NaN. */
class StabilityTest {
  @TestFactory
  Stream<DynamicTest> valuesAndGradientsAreFinite() {
    return Stream.concat(OpCases.all().stream(), GradientCases.all().stream())
        .filter(c -> c.family().startsWith("stability"))
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
  }

  private static void check(OpCase c) {
    OpCase.Built built = c.build();
    List<TensorData> results =
        CaseRunner.run(Backends.get("reference"), Device.cpu(), built.graph(), built.feeds());
    for (TensorData y : results) {
      for (double v : y.toDoubleArray()) {
        assertTrue(Double.isFinite(v), () -> y + " in this graph:\n" + built.graph());
      }
    }
  }
}
