package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.integer;
import static io.trihorn.backend.onnx.emit.Attributes.integers;
import static io.trihorn.backend.onnx.emit.Attributes.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.trihorn.backend.Backends;
import io.trihorn.gpu.onnx.StubCuda;
import io.trihorn.graph.TensorData;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of kernels is what ONNX Runtime's provider for CUDA says: a session with one node
 * starts where there is a kernel, and is refused where there is none. To be run in a process of its
 * own.
 */
class CudaKernelTableTest {
  private static final Set<DataType> TYPES =
      EnumSet.of(
          DataType.FLOAT32,
          DataType.FLOAT64,
          DataType.FLOAT16,
          DataType.BFLOAT16,
          DataType.INT8,
          DataType.UINT8,
          DataType.INT32,
          DataType.INT64,
          DataType.UINT32,
          DataType.UINT64,
          DataType.BOOLEAN);

  /** Of bodies, which have kernels of their own: the conformance suite runs both. */
  private static final Set<String> LOOPS = Set.of("Loop", "Scan");

  /** For a kernel of the processor only, of neither, and for a type the operator cannot have. */
  private static final List<String> REFUSALS =
      List.of(
          "assigned to the default CPU EP", "Provider type for", "NOT_IMPLEMENTED", "Type Error");

  @BeforeAll
  static void loadCuda() {
    assumeTrue(StubCuda.load(), "there is no gcc");
    Backends.get("onnx").info();
  }

  static Set<String> operators() {
    Set<String> operators = new TreeSet<>(CudaKernels.types().keySet());
    operators.removeAll(LOOPS);
    return operators;
  }

  @ParameterizedTest
  @MethodSource("operators")
  void hasTheTypesOfTheLibrary(String operator) {
    Set<DataType> has = EnumSet.noneOf(DataType.class);
    TYPES.stream().filter(dtype -> starts(model(operator, dtype))).forEach(has::add);
    assertEquals(CudaKernels.types().get(operator), has);
  }

  private static boolean starts(byte[] model) {
    try (SessionOptions options = new SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setOptimizationLevel(OptLevel.NO_OPT);
      options.addConfigEntry("session.disable_cpu_ep_fallback", "1");
      options.addCUDA(0);
      OrtEnvironment.getEnvironment().createSession(model, options).close();
      return true;
    } catch (OrtException e) {
      assertTrue(REFUSALS.stream().anyMatch(e.getMessage()::contains), e.getMessage());
      return false;
    }
  }

  private static TensorData row(long... values) {
    return TensorData.of(values);
  }

  private static byte[] model(String operator, DataType dtype) {
    int opset = CudaKernels.OPSET;
    OneNode node = new OneNode(operator);
    OneNode square = new OneNode(operator).fed(dtype, 2, 2);
    OneNode image = new OneNode(operator).fed(dtype, 1, 1, 4, 4);
    return switch (operator) {
      case "Add",
          "And",
          "Div",
          "Equal",
          "Less",
          "LessOrEqual",
          "MatMul",
          "MatMulInteger",
          "Max",
          "Min",
          "Mul",
          "Or",
          "Pow",
          "Sub" ->
          square.fed(dtype, 2, 2).results(1, opset);
      case "Mod" -> square.fed(dtype, 2, 2).with(integer("fmod", 1)).results(1, opset);
      case "Cast" -> square.with(integer("to", OnnxTypes.code(DataType.FLOAT32))).results(1, opset);
      case "Concat" -> square.fed(dtype, 2, 2).with(integer("axis", 0)).results(1, opset);
      case "Expand" -> square.known(row(2, 2, 2)).results(1, opset);
      case "Reshape" -> square.known(row(4)).results(1, opset);
      case "Tile" -> square.known(row(2, 1)).results(1, opset);
      case "Pad" -> square.known(row(1, 0, 0, 0)).results(1, opset);
      case "Gather" -> square.fed(DataType.INT64, 1).results(1, opset);
      case "ScatterElements" ->
          square
              .fed(DataType.INT64, 2, 2)
              .fed(dtype, 2, 2)
              .with(text("reduction", dtype == DataType.BOOLEAN ? "none" : "add"))
              .results(1, opset);
      case "Slice" -> square.known(row(0)).known(row(1)).results(1, opset);
      case "Split" -> square.with(integer("num_outputs", 2)).results(2, opset);
      case "Squeeze" -> node.fed(dtype, 1, 2).known(row(0)).results(1, opset);
      case "Unsqueeze",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceProd",
          "ReduceSum",
          "ReduceSumSquare" ->
          square.known(row(0)).results(1, opset);
      case "Where" ->
          node.fed(DataType.BOOLEAN, 2, 2).fed(dtype, 2, 2).fed(dtype, 2, 2).results(1, opset);
      case "Gemm" -> square.fed(dtype, 2, 2).fed(dtype, 2, 2).results(1, opset);
      case "LayerNormalization" -> square.fed(dtype, 2).results(1, opset);
      case "AveragePool" -> image.with(integers("kernel_shape", List.of(2, 2))).results(1, opset);
      case "MaxPool" -> image.with(integers("kernel_shape", List.of(2, 2))).results(2, opset);
      case "Conv", "ConvTranspose" -> image.fed(dtype, 1, 1, 2, 2).results(1, opset);
      case "CumSum" -> square.known(TensorData.of(new long[] {0}, new long[0])).results(1, opset);
      case "TopK" -> square.known(row(1)).results(2, opset);
      case "Clip" -> square.fed(dtype).fed(dtype).results(1, opset);
      case "QuantizeLinear" -> square.fed(dtype).results(1, opset);
      case "LSTM" -> recurrent(node, dtype, 8).results(1, opset);
      case "GRU" ->
          recurrent(node, dtype, 6).with(integer("linear_before_reset", 1)).results(1, opset);
      default -> square.results(1, opset);
    };
  }

  /** Over three positions, with two features and two units. */
  private static OneNode recurrent(OneNode node, DataType dtype, long rows) {
    return node.fed(dtype, 3, 1, 2)
        .fed(dtype, 1, rows, 2)
        .fed(dtype, 1, rows, 2)
        .with(integer("hidden_size", 2));
  }
}
