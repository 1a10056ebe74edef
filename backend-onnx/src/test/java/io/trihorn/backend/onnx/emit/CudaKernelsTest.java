package io.trihorn.backend.onnx.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is known of kernels for CUDA, and what becomes of nodes without one. */
class CudaKernelsTest {
  private final CudaKernels kernels = new CudaKernels();

  /** The nodes without a kernel among an arc tangent that is used and one that is not. */
  private static Set<String> missing(Kernels kernels) {
    NodeWriter writer = new NodeWriter(Opsets.NEWEST, () -> false, kernels);
    TensorType type = TensorType.of(DataType.FLOAT32, 3);
    Operand x = writer.input("x", type);
    writer.label("angle");
    Operand y = writer.write("Atan", List.of(type), List.of(x)).get(0);
    writer.write("Atan", List.of(type), List.of(y));
    writer.build("graph", List.of(x), List.of(y));
    return writer.missing();
  }

  @Test
  void aNodeWithoutAKernelIsNamed() {
    assertEquals(Set.of("angle/Atan#0 (Atan of float32)"), missing(kernels));
    assertEquals(Set.of(), missing(Kernels.CPU));
  }

  @Test
  void aWiderTypeWithAKernelStandsInForOneWithout() {
    assertEquals(DataType.INT32, kernels.compute("Max", DataType.INT8));
    assertEquals(DataType.FLOAT64, kernels.compute("ArgMax", DataType.INT32));
    assertEquals(DataType.UINT8, kernels.compute("Where", DataType.BOOLEAN));
    assertEquals(DataType.FLOAT32, kernels.compute("Add", DataType.FLOAT32));
    // Nothing that there is a kernel for holds all of them.
    assertEquals(DataType.INT64, kernels.compute("ArgMax", DataType.INT64));
  }

  @Test
  void aChoiceHasTheTypeOfWhatIsChosen() {
    TensorType condition = TensorType.of(DataType.BOOLEAN, 3);
    List<Operand> floats =
        List.of(
            new Operand("c", condition, 0),
            new Operand("x", TensorType.of(DataType.FLOAT32, 3), 0),
            new Operand("y", TensorType.of(DataType.FLOAT32, 3), 0));
    assertTrue(kernels.has("Where", floats));
    Operand flag = floats.get(0);
    assertFalse(kernels.has("Where", List.of(flag, flag, flag)));
  }
}
