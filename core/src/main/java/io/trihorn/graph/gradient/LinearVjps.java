package io.trihorn.graph.gradient;

import ai.djl.ndarray.types.Shape;
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

  static List<Value> conv(Linear.Conv op, Vjp v) {
    return v.each(
        () -> inputGradient(op.spec(), v, v.shape(0), v.g(), v.x(1)),
        () -> kernelGradient(op.spec(), v, v.shape(1), v.x(0), v.g()));
  }

  static List<Value> convInputGradient(Linear.ConvInputGradient op, Vjp v) {
    return v.each(
        () -> convolved(op.spec(), v, v.g(), v.x(1)),
        () -> kernelGradient(op.spec(), v, v.shape(1), v.g(), v.x(0)));
  }

  static List<Value> convKernelGradient(Linear.ConvKernelGradient op, Vjp v) {
    return v.each(
        () -> inputGradient(op.spec(), v, v.shape(0), v.x(1), v.g()),
        () -> convolved(op.spec(), v, v.x(0), v.g()));
  }

  private static Value convolved(ConvSpec spec, Vjp v, Value input, Value kernel) {
    return v.p().builder().add(new Linear.Conv(spec), input, kernel);
  }

  private static Value inputGradient(
      ConvSpec spec, Vjp v, Shape shape, Value gradient, Value kernel) {
    return v.p().builder().add(new Linear.ConvInputGradient(spec, shape), gradient, kernel);
  }

  private static Value kernelGradient(
      ConvSpec spec, Vjp v, Shape shape, Value input, Value gradient) {
    return v.p().builder().add(new Linear.ConvKernelGradient(spec, shape), input, gradient);
  }
}
