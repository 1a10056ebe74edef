package io.trihorn.backend.onnx.emit;

import java.util.Map;

/**
 * The versions of ONNX's operator set that models can be written in, and what differs between them
 * among the operators that lowerings use.
 */
public final class Opsets {
  /** The oldest. */
  public static final int OLDEST = 17;

  /** The newest, which programs are run in. */
  public static final int NEWEST = 21;

  /** From here on reductions take their axes as an operand. */
  static final int AXES_AS_OPERAND = 18;

  /** From here on the largest and smallest of booleans can be asked for. */
  static final int BOOLEAN_EXTREMES = 20;

  /** From here on there is Gelu. */
  static final int GELU = 20;

  /** The version of the file format that came with each. */
  private static final Map<Integer, Integer> IR_VERSIONS =
      Map.of(17, 8, 18, 8, 19, 9, 20, 9, 21, 10);

  /** The version in which an operator appeared, where that is not the oldest. */
  private static final Map<String, Integer> SINCE =
      Map.of("BitwiseAnd", 18, "BitwiseOr", 18, "BitwiseXor", 18, "BitwiseNot", 18);

  private Opsets() {}

  /**
   * Fails for a version that is not written.
   *
   * @throws IllegalArgumentException if so
   */
  static void check(int opset) {
    if (opset < OLDEST || opset > NEWEST) {
      throw new IllegalArgumentException(
          "ONNX models are written in opsets " + OLDEST + " to " + NEWEST + ", not " + opset);
    }
  }

  /** The version of the file format to declare. */
  static int irVersion(int opset) {
    return IR_VERSIONS.get(opset);
  }

  /**
   * Fails if a version has no such operator.
   *
   * @param label what the operator is for
   * @throws UnsupportedOperationException if so
   */
  static void check(String operator, int opset, String label) {
    int since = SINCE.getOrDefault(operator, OLDEST);
    if (opset < since) {
      throw new UnsupportedOperationException(
          "'%s' needs ONNX's operator %s, which opset %d does not have; write opset %d or newer"
              .formatted(label, operator, opset, since));
    }
  }
}
