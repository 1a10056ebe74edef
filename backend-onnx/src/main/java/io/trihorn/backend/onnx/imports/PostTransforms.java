package io.trihorn.backend.onnx.imports;

import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What models of {@code ai.onnx.ml} do with scores {@code (batch, classes)} at the end. */
final class PostTransforms {
  /** Scores nearer to zero than this stay apart from a softmax over the others. */
  private static final double ZERO = 1e-7;

  private static final Map<String, UnaryOperator<Tensor>> BY_NAME =
      Map.of(
          "NONE",
          x -> x,
          "LOGISTIC",
          Nn::sigmoid,
          "SOFTMAX",
          x -> Nn.softmax(x, -1),
          "SOFTMAX_ZERO",
          PostTransforms::softmaxZero);

  private PostTransforms() {}

  static UnaryOperator<Tensor> of(OpCall call, String name) {
    UnaryOperator<Tensor> transform = BY_NAME.get(name);
    if (transform == null) {
      throw call.unsupported("post_transform " + name);
    }
    return transform;
  }

  private static Tensor softmaxZero(Tensor x) {
    Tensor max = Ops.maxKeep(x, -1);
    Tensor e =
        Ops.where(
            Ops.greater(Ops.abs(x), ZERO),
            Ops.exp(Ops.subtract(x, max)),
            Ops.multiply(x, Ops.exp(Ops.negative(max))));
    return Ops.divide(e, Ops.sumKeep(e, -1));
  }
}
