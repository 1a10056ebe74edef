package io.trihorn.backend.onnx.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of operator in many forms: what is imported computes what ONNX Runtime does. */
class RuntimeComparisonTest {
  @TempDir Path directory;

  static List<NodeCase> cases() {
    return Stream.of(
            ElementCases.elementwise(),
            WindowCases.windows(),
            ImageCases.resizing(),
            ImageCases.sampling(),
            ShapeCases.indexing(),
            ShapeCases.shapes(),
            LayerCases.recurrent(),
            LayerCases.norms(),
            LayerCases.quantized(),
            AttentionCases.attention(),
            AttentionCases.rotary(),
            QuantizedCases.products(),
            QuantizedCases.elementwise(),
            MachineLearningCases.linear(),
            MachineLearningCases.features(),
            MachineLearningCases.categories(),
            TreeCases.trees(),
            ContribCases.attention(),
            ContribCases.fused(),
            LayerCases.composites(),
            MachineLearningCases.supportVectors())
        .flatMap(List::stream)
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> onReference() {
    return tests(Backends.get("reference"));
  }

  @TestFactory
  Stream<DynamicTest> onOnnx() {
    return tests(Backends.get("onnx"));
  }

  private Stream<DynamicTest> tests(Backend backend) {
    return cases().stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.toString(),
                    () -> assertEquals(List.of(), c.compare(directory, backend), c.toString())));
  }
}
