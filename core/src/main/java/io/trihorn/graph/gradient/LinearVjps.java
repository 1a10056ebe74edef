package io.trihorn.graph.gradient;

import ai.djl.ndarray.types.Shape;
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

  static List<Value> conv(Linear.Conv op, Vjp v) {
    return v.each(
        () -> third(op.spec(), v, v.shape(0), null, v.x(1), v.g()),
        () -> third(op.spec(), v, v.shape(1), v.x(0), null, v.g()));
  }

  static List<Value> convInputGradient(Linear.ConvInputGradient op, Vjp v) {
    return v.each(
        () -> third(op.spec(), v, v.shape(0), v.g(), v.x(1), null),
        () -> third(op.spec(), v, v.shape(1), v.g(), null, v.x(0)));
  }

  static List<Value> convKernelGradient(Linear.ConvKernelGradient op, Vjp v) {
    return v.each(
        () -> third(op.spec(), v, v.shape(0), null, v.g(), v.x(1)),
        () -> third(op.spec(), v, v.shape(1), v.x(0), v.g(), null));
  }

  /** Of a convolution's input, kernel and output the one, of this shape, that is not given. */
  private static Value third(
      ConvSpec spec, Vjp v, Shape shape, Value input, Value kernel, Value output) {
    GraphBuilder b = v.p().builder();
    return output == null
        ? b.add(new Linear.Conv(spec), input, kernel)
        : input == null
            ? b.add(new Linear.ConvInputGradient(spec, shape), output, kernel)
            : b.add(new Linear.ConvKernelGradient(spec, shape), input, output);
  }
}
