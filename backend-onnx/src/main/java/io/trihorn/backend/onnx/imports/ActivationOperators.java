package io.trihorn.backend.onnx.imports;

import io.trihorn.composites.Gelu;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/** Activations, element by element. */
final class ActivationOperators {
  /** Of SELU: what makes means and variances settle at 0 and 1. */
  private static final double SELU_ALPHA = 1.67326319217681884765625;

  private static final double SELU_GAMMA = 1.05070102214813232421875;

  private ActivationOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("Relu", call -> relu(call.in(0)));
    table.one("Sigmoid", call -> Nn.sigmoid(call.in(0)));
    table.one("Tanh", call -> Ops.tanh(call.in(0)));
    table.one("Softplus", call -> Nn.softplus(call.in(0)));
    table.one("Softsign", call -> Ops.divide(call.in(0), Ops.add(Ops.abs(call.in(0)), 1)));
    table.one("LeakyRelu", call -> leaky(call.in(0), call.real("alpha", 0.01)));
    table.one("Elu", call -> elu(call.in(0), call.real("alpha", 1)));
    table.one(
        "Selu",
        call ->
            Ops.multiply(
                elu(call.in(0), call.real("alpha", SELU_ALPHA)), call.real("gamma", SELU_GAMMA)));
    table.one("Celu", ActivationOperators::celu);
    table.one("ThresholdedRelu", ActivationOperators::thresholded);
    table.one("HardSigmoid", c -> hardSigmoid(c.in(0), c.real("alpha", 0.2), c.real("beta", 0.5)));
    table.one("HardSwish", c -> Ops.multiply(c.in(0), hardSigmoid(c.in(0), 1.0 / 6, 0.5)));
    table.one("Mish", c -> Ops.multiply(c.in(0), Ops.tanh(Nn.softplus(c.in(0)))));
    table.one("Gelu", c -> Gelu.of(c.in(0), c.text("approximate", "none").equals("tanh")));
    table.one("Shrink", ActivationOperators::shrink);
    table.one("PRelu", ActivationOperators::prelu);
  }

  static Tensor relu(Tensor x) {
    return x.dtype().isFloating() ? Nn.relu(x) : Ops.maximum(x, 0);
  }

  static Tensor leaky(Tensor x, double alpha) {
    return Ops.where(Ops.less(x, 0), Ops.multiply(x, alpha), x);
  }

  /** The exponential of what is not positive only, so that nothing overflows in its gradient. */
  static Tensor elu(Tensor x, double alpha) {
    Tensor below = Ops.multiply(Ops.expm1(Ops.minimum(x, 0)), alpha);
    return Ops.where(Ops.less(x, 0), below, x);
  }

  private static Tensor celu(OpCall call) {
    Tensor x = call.in(0);
    double alpha = call.real("alpha", 1);
    Tensor below = Ops.multiply(Ops.expm1(Ops.minimum(Ops.divide(x, alpha), 0)), alpha);
    return Ops.where(Ops.less(x, 0), below, x);
  }

  private static Tensor thresholded(OpCall call) {
    Tensor x = call.in(0);
    return Ops.where(Ops.greater(x, call.real("alpha", 1)), x, 0);
  }

  static Tensor hardSigmoid(Tensor x, double alpha, double beta) {
    return Ops.clip(Ops.add(Ops.multiply(x, alpha), beta), 0, 1);
  }

  private static Tensor shrink(OpCall call) {
    Tensor x = call.in(0);
    double limit = call.real("lambd", 0.5);
    double bias = call.real("bias", 0);
    return Values.inFloats(
        x,
        f ->
            Ops.where(
                Ops.less(f, -limit),
                Ops.add(f, bias),
                Ops.where(Ops.greater(f, limit), Ops.subtract(f, bias), 0)));
  }

  /** Before version 7 slopes belonged to channels, later they broadcast. */
  private static Tensor prelu(OpCall call) {
    Tensor x = call.in(0);
    Tensor slope = call.in(1);
    if (call.opset() < 7 && slope.size() > 1) {
      slope = Values.perChannel(Values.flat(slope), x.rank());
    } else if (call.opset() < 7) {
      slope = Shapes.reshape(slope);
    }
    return Ops.where(Ops.less(x, 0), Ops.multiply(x, slope), x);
  }
}
