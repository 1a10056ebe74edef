package io.trihorn.backend.onnx.emit;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A vector added to what a convolution or matrix product has just made, and nobody else reads,
 * becomes an operand of it: a pass over the result less.
 */
final class BiasFusion {
  /** The axis of the result that the operator's own bias runs along. */
  private static final Map<String, Integer> BIAS_AXIS = Map.of("Conv", 1, "Gemm", 1);

  private BiasFusion() {}

  /** The sum of two operands as one operator, if it can be. */
  static Optional<Operand> add(Lowering l, List<Operand> small) {
    for (int i = 0; i < 2; i++) {
      Operand product = l.input(i);
      Operand bias = small.get(1 - i);
      Integer axis = BIAS_AXIS.get(l.emit().writer().operator(product));
      if (axis != null
          && l.emit().writer().operands(product).size() == 2 // A product takes one bias.
          && l.readOnce(i)
          && isVector(bias, product, axis)) {
        Operand vector = l.emit().reshape(bias, product.dim(axis));
        return Optional.of(l.emit().writer().extended(product, vector));
      }
    }
    return Optional.empty();
  }

  /** Whether an operand's only extent stands where the axis does when both are broadcast. */
  private static boolean isVector(Operand bias, Operand product, int axis) {
    int place = axis - product.rank() + bias.rank();
    return place >= 0
        && bias.rank() <= product.rank()
        && bias.dim(place) == product.dim(axis)
        && bias.type().size() == product.dim(axis);
  }
}
