package io.trihorn.backend.onnx.emit;

import ai.djl.ndarray.types.DataType;
import java.lang.module.ModuleDescriptor.Version;
import java.util.Set;

/**
 * The kernels for processors of ONNX Runtime before 1.28, as its build for CUDA 12 has them that
 * runs a program there: what the conformance suite found in 1.25.0.
 */
final class OlderKernels implements Kernels {
  private static final Version MENDED = Version.parse("1.28");

  /** The error function of NaN is 1; variances of values far from zero lose half of their bits. */
  private static final Set<String> WRONG = Set.of("Erf", "LayerNormalization");

  /** Whether a version of ONNX Runtime has these kernels. */
  static boolean has(String version) {
    return Version.parse(version).compareTo(MENDED) < 0;
  }

  @Override
  public DataType compute(String operator, DataType dtype) {
    boolean bytes = dtype == DataType.INT8 || dtype == DataType.UINT8;
    return bytes && operator.equals("TopK") ? DataType.INT32 : CPU.compute(operator, dtype);
  }

  @Override
  public boolean has(String operator, DataType dtype) {
    return CPU.has(operator, dtype);
  }

  @Override
  public boolean errs(String operator) {
    return WRONG.contains(operator);
  }
}
