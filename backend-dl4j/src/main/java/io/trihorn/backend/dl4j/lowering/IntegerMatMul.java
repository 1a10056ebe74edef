package io.trihorn.backend.dl4j.lowering;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * libnd4j's product of int8 matrices with sums of int32, which oneDNN computes. On processors that
 * have AVX2 and not VNNI its sums of two products may overflow 16 bits, so that it is tried once.
 */
final class IntegerMatMul {
  private static final int INNER = 64;
  private static final int[] EXTREMES = {127, -128};

  private IntegerMatMul() {}

  /** The answer, found when it is first asked for. */
  private static final class Holder {
    static final boolean EXACT = isExactFor(1) && isExactFor(5);
  }

  /** Whether sums are exact on this processor. */
  static boolean isExact() {
    return Holder.EXACT;
  }

  private static boolean isExactFor(int rows) {
    for (int left : EXTREMES) {
      for (int right : EXTREMES) {
        try (INDArray a = Nd4j.valueArrayOf(new long[] {rows, INNER}, left, DataType.INT8);
            INDArray b = Nd4j.valueArrayOf(new long[] {INNER, 16}, right, DataType.INT8);
            INDArray sums = Nd4j.create(DataType.INT32, rows, 16)) {
          Nd4j.exec(DynamicCustomOp.builder("matmul").addInputs(a, b).addOutputs(sums).build());
          int wanted = INNER * left * right;
          if (sums.minNumber().intValue() != wanted || sums.maxNumber().intValue() != wanted) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
