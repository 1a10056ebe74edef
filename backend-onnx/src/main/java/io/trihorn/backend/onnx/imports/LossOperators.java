package io.trihorn.backend.onnx.imports;

import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/** Losses of class indices {@code (batch, spatial...)}, scores {@code (batch, classes, ...)}. */
final class LossOperators {
  private LossOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("NegativeLogLikelihoodLoss", 12, call -> loss(call, call.in(0)));
    table.add("SoftmaxCrossEntropyLoss", 12, LossOperators::crossEntropy);
  }

  private static List<Tensor> crossEntropy(OpCall call) {
    Tensor logProbabilities = Nn.logSoftmax(call.in(0), 1);
    return List.of(loss(call, logProbabilities), logProbabilities);
  }

  private static Tensor loss(OpCall call, Tensor logProbabilities) {
    Tensor target = call.in(1);
    long classes = logProbabilities.dim(1);
    // What is ignored need not be a class.
    Tensor index = Ops.clip(target, 0, classes - 1);
    Tensor picked =
        Shapes.squeeze(Shapes.takeAlongAxis(logProbabilities, Shapes.expandDims(index, 1), 1), 1);
    Tensor weight = call.has(2) ? Shapes.take(call.in(2), index, 0) : Shapes.onesLike(picked);
    if (call.hasAttribute("ignore_index")) {
      Tensor ignored = Ops.equal(target, call.integer("ignore_index", 0));
      weight = Ops.where(ignored, 0, weight);
      picked = Ops.where(ignored, 0, picked);
    }
    Tensor losses = Ops.negative(Ops.multiply(picked, weight));
    return switch (call.text("reduction", "mean")) {
      case "none" -> losses;
      case "sum" -> Ops.sum(losses);
      case "mean" -> Ops.divide(Ops.sum(losses), Ops.sum(weight));
      default -> throw call.unsupported("reduction " + call.text("reduction", ""));
    };
  }
}
