package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.cli.onnxcases.OnnxCase;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.ndarray.Texts;
import io.trihorn.testkit.goldens.Checks;
import io.trihorn.testkit.goldens.GoldenTolerance;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ONNX models as other programs write them, made by {@code src/test/python/onnx_cases.py} with what
 * ONNX Runtime computes: loaded as a user loads them, and run on every backend.
 */
class OwnOnnxCasesTest {
  private static final GoldenTolerance TOLERANCE = new GoldenTolerance(1e-4, 1e-5);

  private static List<OnnxCase> cases() throws IOException {
    try {
      List<OnnxCase> cases =
          OnnxCase.in(Path.of(OwnOnnxCasesTest.class.getResource("/onnx-cases").toURI()));
      assertEquals(25, cases.size());
      return cases;
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "dl4j", "tensorflow", "onnx"})
  void givesWhatOnnxRuntimeGives(String backend) throws IOException {
    List<String> problems = new ArrayList<>();
    for (OnnxCase oneCase : cases()) {
      try (Model model = Onnx.load(oneCase.model())) {
        Path data = oneCase.dataSets().get(0);
        List<TensorData> actual =
            model
                .on(backend)
                .predictOnBatch(OnnxCase.tensors(data, "input").toArray(TensorData[]::new));
        List<TensorData> expected = OnnxCase.tensors(data, "output");
        assertEquals(expected.size(), actual.size(), oneCase.name());
        Checks checks = new Checks();
        for (int i = 0; i < expected.size(); i++) {
          TensorData got = trimmed(actual.get(i), expected.get(i));
          checks.close(oneCase.name() + ", output " + i, got, expected.get(i), TOLERANCE);
        }
        problems.addAll(checks.problems());
      }
    }
    assertEquals(List.of(), problems);
  }

  /** Texts as wide as the longest of them, and not as the longest that the model may give. */
  private static TensorData trimmed(TensorData actual, TensorData expected) {
    boolean bytes = actual.dtype() == DataType.UINT8 && expected.dtype() == DataType.UINT8;
    boolean wider = bytes && !actual.type().equals(expected.type());
    return wider ? Texts.of(actual).toTensor() : actual;
  }
}
