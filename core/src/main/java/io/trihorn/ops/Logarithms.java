package io.trihorn.ops;

import io.trihorn.graph.Elementwise.Binary;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.Unary;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Op;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import java.util.Optional;

/**
 * Logarithms of what is large or small though its logarithm is not. The form that skips it is the
 * same number, and so are the gradients, which the plain form loses too.
 */
final class Logarithms {
  private Logarithms() {}

  /** The logarithm of this tensor without the tensor, where there is such a form. */
  static Optional<Tensor> without(Tensor x) {
    Op op = x.value().op();
    if (op instanceof Fusions.Softmax softmax) {
      return Optional.of(new Fusions.LogSoftmax(softmax.axis()).applyOne(operand(x, 0)));
    }
    if (op instanceof Unary unary && unary.kind() == UnaryKind.SIGMOID) {
      return Optional.of(Nonlinear.logSigmoid(operand(x, 0)));
    }
    if (op instanceof Unary unary && unary.kind() == UnaryKind.EXP) {
      return Optional.of(operand(x, 0));
    }
    if (op instanceof Binary binary && binary.kind() == BinaryKind.ADD) {
      return isOne(operand(x, 0)) ? afterOne(x, 1) : isOne(operand(x, 1)) ? afterOne(x, 0) : none();
    }
    return none();
  }

  private static Optional<Tensor> none() {
    return Optional.empty();
  }

  private static Tensor operand(Tensor x, int index) {
    return x.with(x.value().node().input(index));
  }

  private static Optional<Tensor> afterOne(Tensor sum, int index) {
    Tensor x = operand(sum, index);
    if (!x.type().equals(sum.type())) {
      return none();
    }
    boolean exponential = x.value().op() instanceof Unary u && u.kind() == UnaryKind.EXP;
    return Optional.of(exponential ? Nn.softplus(operand(x, 0)) : Ops.log1p(x));
  }

  private static boolean isOne(Tensor x) {
    Value value = x.value();
    if (value.op() instanceof Shaping.Broadcast) {
      value = value.node().input(0);
    }
    if (!(value.op() instanceof Leaf.Constant constant)) {
      return false;
    }
    TensorData data = constant.value();
    return data.size() == 1 && data.getDouble(0) == 1;
  }
}
