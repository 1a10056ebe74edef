package io.trihorn.backend.onnx.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of operator in many forms: what is imported computes what ONNX Runtime does. */
class RuntimeComparisonTest {
  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> nodes() {
    return Stream.of(
            ElementCases.elementwise(),
            WindowCases.windows(),
            ImageCases.resizing(),
            ImageCases.sampling(),
            ShapeCases.indexing(),
            LayerCases.recurrent(),
            ShapeCases.shapes(),
            LayerCases.norms())
        .flatMap(List::stream)
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.toString(),
                    () -> assertEquals(List.of(), c.compare(directory), c.toString())));
  }
}
