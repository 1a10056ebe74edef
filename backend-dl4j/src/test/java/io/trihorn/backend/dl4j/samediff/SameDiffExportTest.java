package io.trihorn.backend.dl4j.samediff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.backend.BackendException;
import io.trihorn.backend.dl4j.Dl4j;
import io.trihorn.export.Ports;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.testkit.conformance.ExampleModels;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** SameDiff files that SameDiff reads and that give the same outputs. */
class SameDiffExportTest {
  private static final double TOLERANCE = 2e-5;

  /** Its histograms add to picked elements. */
  private static final String REFUSED = " ContrastLimitedAdaptiveHistogramEqualization";

  @TempDir private Path directory;

  static List<ExampleModels.Example> examples() {
    return ExampleModels.all();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aFileGivesWhatPredictGivesAtEveryBatchSize(ExampleModels.Example example) {
    try (Model model = example.make().get().on("dl4j")) {
      ExampleModels.fill(model, 5);
      Path file = directory.resolve("model.sd");
      if (example.name().endsWith(REFUSED)) {
        String message =
            assertThrows(BackendException.class, () -> Dl4j.exportSameDiff(model, file))
                .getMessage();
        assertTrue(message.contains("scatter_add"), message);
        return;
      }
      Dl4j.exportSameDiff(model, file);
      SameDiff graph = SameDiff.load(file.toFile(), false);
      for (long batch : new long[] {1, 3, 40}) {
        compare(model, graph, batch);
      }
    }
  }

  private static void compare(Model model, SameDiff graph, long batch) {
    Ports ports = Ports.of(model);
    List<TensorData> inputs = ExampleModels.inputs(model, batch, batch);
    Map<String, INDArray> feeds = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      feeds.put(ports.inputs().get(i), Arrays.of(inputs.get(i)));
    }
    Map<String, INDArray> outputs = graph.output(feeds, ports.outputs());
    List<TensorData> expected = model.predictOnBatch(inputs.toArray(TensorData[]::new));
    for (int i = 0; i < expected.size(); i++) {
      INDArray output = outputs.get(ports.outputs().get(i));
      assertArrayEquals(expected.get(i).type().dims(), output.shape());
      double[] values = output.castTo(DataType.DOUBLE).dup('c').data().asDouble();
      assertArrayEquals(expected.get(i).toDoubleArray(), values, TOLERANCE, "batch " + batch);
    }
  }
}
