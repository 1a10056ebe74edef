package io.trihorn.graph.gradient;

import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvInputGradient;
import io.trihorn.graph.Linear.ConvKernelGradient;
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
    Value a = v.x(0);
    Value b = v.x(1);
    Value g = v.g();
    return v.each(
        () -> ta ? p.matmul(b, g, tb, true) : p.matmul(g, b, false, !tb),
        () -> tb ? p.matmul(g, a, true, ta) : p.matmul(a, g, !ta, false));
  }

  static List<Value> conv(Linear.Conv op, Vjp v) {
    GraphBuilder b = v.p().builder();
    return v.each(
        () -> b.add(new ConvInputGradient(op.spec(), v.shape(0)), v.g(), v.x(1)),
        () -> b.add(new ConvKernelGradient(op.spec(), v.shape(1)), v.x(0), v.g()));
  }

  static List<Value> convInputGradient(ConvInputGradient op, Vjp v) {
    GraphBuilder b = v.p().builder();
    return v.each(
        () -> b.add(new Linear.Conv(op.spec()), v.g(), v.x(1)),
        () -> b.add(new ConvKernelGradient(op.spec(), v.shape(1)), v.g(), v.x(0)));
  }

  static List<Value> convKernelGradient(ConvKernelGradient op, Vjp v) {
    GraphBuilder b = v.p().builder();
    return v.each(
        () -> b.add(new ConvInputGradient(op.spec(), v.shape(0)), v.x(1), v.g()),
        () -> b.add(new Linear.Conv(op.spec()), v.x(0), v.g()));
  }
}
