package io.trihorn.graph.gradient;

import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Value;
import java.util.List;

/** Gradient rules of the bilinear ops; the three convolution ops are each other's gradients. */
final class LinearVjps {
  private LinearVjps() {}

  static List<Value> matMul(Linear.MatMul op, Vjp v) {
    Primitives p = v.p();
    boolean ta = op.transposeA();
    boolean tb = op.transposeB();
    return v.each(
        () -> ta ? p.matmul(v.x(1), v.g(), tb, true) : p.matmul(v.g(), v.x(1), false, !tb),
        () -> tb ? p.matmul(v.g(), v.x(0), true, ta) : p.matmul(v.x(0), v.g(), !ta, false));
  }

  /**
   * Of a convolution's input, kernel and output two give the third. In the same way the gradient of
   * an operand is made of the other operand and the gradient of the result.
   *
   * @param roles what the operands and the result are: {@code x}, {@code k} or {@code y}
   */
  static List<Value> conv(Linear.Convolution op, Vjp v, String roles) {
    return v.each(() -> third(op.spec(), v, roles, 0), () -> third(op.spec(), v, roles, 1));
  }

  private static Value third(ConvSpec spec, Vjp v, String roles, int operand) {
    List<Value> all = List.of(v.x(0), v.x(1), v.g());
    Value x = all.get(roles.indexOf('x'));
    Value k = all.get(roles.indexOf('k'));
    Value y = all.get(roles.indexOf('y'));
    GraphBuilder b = v.p().builder();
    return switch (roles.charAt(operand)) {
      case 'x' -> b.add(new Linear.ConvInputGradient(spec, v.shape(operand)), y, k);
      case 'k' -> b.add(new Linear.ConvKernelGradient(spec, v.shape(operand)), x, y);
      default -> b.add(new Linear.Conv(spec), x, k);
    };
  }
}
