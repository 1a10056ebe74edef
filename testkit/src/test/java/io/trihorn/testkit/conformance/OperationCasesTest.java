package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.backend.Backends;
import io.trihorn.layers.operations.Operations;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation of {@code keras.ops} in models that Keras saved. */
class OperationCasesTest {
  /**
   * What Keras 3.15 on TensorFlow cannot open again or compute in a model, what no function of it
   * makes, and what is random.
   */
  private static final Set<String> NO_CASE =
      Set.of(
          "Abs",
          "AdaptiveAveragePool",
          "AdaptiveMaxPool",
          "Argpartition",
          "Conj",
          "ConvTranspose",
          "ElasticTransform",
          "Histogram",
          "Ndim");

  static List<OperationCase> cases() {
    return OperationCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theInterpreterComputesWhatKerasDoes(OperationCase one) {
    one.check(Backends.get("reference"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void operationsAreWrittenAsKerasWritesThem(OperationCase one) {
    one.checkForm();
  }

  @Test
  void everyOperationHasACase() {
    Set<String> without = new TreeSet<>(Operations.REGISTRY.names());
    cases().forEach(one -> without.removeAll(one.classes()));
    assertEquals(new TreeSet<>(NO_CASE), without);
  }
}
