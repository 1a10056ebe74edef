package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backends;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The functions of {@code keras.ops}, in float64, against NumPy and SciPy. */
class OpExamplesTest {
  // Made of the type's own numbers, or by formulas of that precision.
  private static final Tolerance NEAR = new Tolerance(1e-9, 1e-10);

  @Test
  void everyRowHasNumbersAndAllNumbersHaveARow() {
    List<String> rows = OpExamples.all().stream().map(OpExample::name).toList();
    assertEquals(new TreeSet<>(OpExample.names()), new TreeSet<>(rows));
    assertEquals(OpExample.names().size(), rows.size());
  }

  @TestFactory
  Stream<DynamicTest> giveWhatNumpyGives() {
    return OpExamples.all().stream().map(e -> DynamicTest.dynamicTest(e.name(), () -> check(e)));
  }

  private static void check(OpExample example) {
    GraphBuilder b = new GraphBuilder();
    List<Tensor> inputs =
        example.inputs().stream().map(x -> new Tensor(b, b.parameter("x", x.type()))).toList();
    List<Tensor> outputs = example.function().apply(inputs);
    var graph = b.build(outputs.stream().map(Tensor::value).toList());
    List<TensorData> made =
        CaseRunner.run(Backends.get("reference"), Device.cpu(), graph, example.inputs());
    assertEquals(example.outputs().size(), made.size());
    for (int i = 0; i < made.size(); i++) {
      TensorData actual = made.get(i);
      TensorData expected = example.outputs().get(i);
      boolean floating = expected.dtype().isFloating();
      Tolerance tolerance = actual.dtype() == DataType.FLOAT32 ? new Tolerance(1e-6, 1e-7) : NEAR;
      TensorData compared = floating ? actual.cast(DataType.FLOAT64) : actual;
      Comparison.check(example.name() + " " + i, compared, expected, tolerance);
    }
  }
}
