package io.trihorn.backend.onnx.emit;

import static ai.djl.ndarray.types.DataType.BFLOAT16;
import static ai.djl.ndarray.types.DataType.BOOLEAN;
import static ai.djl.ndarray.types.DataType.FLOAT16;
import static ai.djl.ndarray.types.DataType.FLOAT32;
import static ai.djl.ndarray.types.DataType.FLOAT64;
import static ai.djl.ndarray.types.DataType.INT32;
import static ai.djl.ndarray.types.DataType.INT64;
import static ai.djl.ndarray.types.DataType.INT8;
import static ai.djl.ndarray.types.DataType.UINT32;
import static ai.djl.ndarray.types.DataType.UINT64;
import static ai.djl.ndarray.types.DataType.UINT8;

import ai.djl.ndarray.types.DataType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The kernels of ONNX Runtime's provider for CUDA, of the operators that lowerings write. A node
 * without one is run by the processor, with its operands copied from the card and its results back,
 * so that programs for cards have none. What the provider of version 1.25.0 says of each, which a
 * test of {@code trihorn-gpu-onnx} asks it.
 */
final class CudaKernels implements Kernels {
  /**
   * The newest operator set in which all of these have kernels: the provider has none for Equal
   * from 19 on, and none for ReduceMax and ReduceMin from 20 on.
   */
  static final int OPSET = 18;

  private static final Set<DataType> FLOATS = EnumSet.of(FLOAT64, FLOAT32, FLOAT16);
  private static final Set<DataType> WITH_BFLOAT16 = with(FLOATS, BFLOAT16);
  private static final Set<DataType> WORDS = EnumSet.of(INT32, INT64, UINT32, UINT64);
  private static final Set<DataType> EVERY = with(with(WITH_BFLOAT16, WORDS), BOOLEAN, INT8, UINT8);

  /** By operator, the types of the operand that the others follow. */
  private static final Map<String, Set<DataType>> TYPES = new HashMap<>();

  static {
    kernels(
        EVERY,
        "Cast",
        "Concat",
        "Expand",
        "Gather",
        "Identity",
        "Loop",
        "Reshape",
        "Scan",
        "ScatterElements",
        "Slice",
        "Split",
        "Squeeze",
        "Transpose",
        "Unsqueeze");
    kernels(
        with(with(WITH_BFLOAT16, WORDS), INT8, UINT8), "Abs", "Add", "Div", "Mul", "Sign", "Sub");
    kernels(with(WITH_BFLOAT16, INT8, INT32, INT64), "Neg");
    kernels(with(WITH_BFLOAT16, WORDS), "Max", "Min", "Mod");
    kernels(with(WITH_BFLOAT16, INT32, INT64), "Pow", "ReduceSum", "Tile");
    kernels(with(WITH_BFLOAT16, INT32, INT64, UINT8), "Where");
    kernels(
        WITH_BFLOAT16,
        "Erf",
        "Exp",
        "Gemm",
        "IsNaN",
        "LayerNormalization",
        "MatMul",
        "ReduceSumSquare",
        "Sigmoid",
        "Softmax",
        "Sqrt",
        "Tanh");
    kernels(
        FLOATS,
        "ArgMax",
        "AveragePool",
        "Ceil",
        "Conv",
        "ConvTranspose",
        "Cos",
        "Floor",
        "GRU",
        "LSTM",
        "Log",
        "LogSoftmax",
        "Round",
        "Sin",
        "Softplus");
    kernels(with(FLOATS, WORDS), "CumSum", "Less", "LessOrEqual");
    kernels(with(with(FLOATS, WORDS), BOOLEAN), "Equal");
    kernels(with(FLOATS, BOOLEAN), "Pad");
    kernels(with(WITH_BFLOAT16, INT64), "Relu");
    kernels(with(FLOATS, INT32), "ReduceMean", "ReduceProd");
    kernels(with(FLOATS, INT32, INT64), "ReduceMax", "TopK");
    kernels(with(FLOATS, INT32, INT64, INT8, UINT8), "ReduceMin");
    kernels(with(FLOATS, INT8, UINT8, INT64, UINT64), "Clip");
    kernels(with(FLOATS, INT8, UINT8), "MaxPool");
    kernels(EnumSet.of(FLOAT32), "QuantizeLinear");
    kernels(EnumSet.of(BOOLEAN), "And", "Not", "Or");
    kernels(EnumSet.of(INT8), "MatMulInteger");
  }

  /** Where another type does as well: the first of these that there is a kernel for. */
  private static final Map<DataType, List<DataType>> WIDER =
      Map.of(
          BOOLEAN, List.of(UINT8, INT32, FLOAT32),
          UINT8, List.of(INT32, FLOAT32),
          INT8, List.of(INT32, FLOAT32),
          INT32, List.of(INT64, FLOAT64),
          FLOAT16, List.of(FLOAT32),
          BFLOAT16, List.of(FLOAT32));

  /** By operator, the types of the operand that the others follow. */
  static Map<String, Set<DataType>> types() {
    return Collections.unmodifiableMap(TYPES);
  }

  private static Set<DataType> with(Set<DataType> some, DataType... more) {
    return with(some, Set.of(more));
  }

  private static Set<DataType> with(Set<DataType> some, Set<DataType> more) {
    Set<DataType> all = EnumSet.copyOf(some);
    all.addAll(more);
    return Collections.unmodifiableSet(all);
  }

  private static void kernels(Set<DataType> types, String... operators) {
    for (String operator : operators) {
      TYPES.put(operator, types);
    }
  }

  @Override
  public DataType compute(String operator, DataType dtype) {
    return has(operator, dtype)
        ? dtype
        : WIDER.getOrDefault(dtype, List.of()).stream()
            .filter(wider -> has(operator, wider))
            .findFirst()
            .orElse(dtype);
  }

  /**
   * What the processor lacks is not used either, so that forms for cards can be tried without one.
   */
  @Override
  public boolean has(String operator, DataType dtype) {
    return CPU.has(operator, dtype) && TYPES.getOrDefault(operator, Set.of()).contains(dtype);
  }

  /** What cuBLAS and cuDNN do on tensor cores. */
  @Override
  public boolean multiplies(String operator, DataType dtype) {
    return Kernels.arithmetic(dtype) != dtype && has(operator, dtype);
  }

  /** cuDNN takes one number for both sides. */
  @Override
  public boolean transposesUnevenPadding() {
    return false;
  }

  /** The condition of a choice is no operand that the others follow. */
  @Override
  public boolean has(String operator, List<Operand> operands) {
    return operands.isEmpty()
        || has(operator, operands.get(operator.equals("Where") ? 1 : 0).dtype());
  }
}
