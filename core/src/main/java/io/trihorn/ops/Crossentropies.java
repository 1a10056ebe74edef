package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise;
import java.util.Optional;

/**
 * The cross-entropies by formula. Probabilities are kept {@code 1e-7} away from 0 and 1, as in
 * Keras. Where they come straight out of a softmax or sigmoid, the loss is computed from its input
 * instead, which is the same number without the loss of precision.
 */
public final class Crossentropies {
  private static final double EPSILON = 1e-7;

  private Crossentropies() {}

  private static Tensor clipped(Tensor p) {
    return Ops.clip(p, EPSILON, 1 - EPSILON);
  }

  private static Optional<Tensor> softmaxInput(Tensor p, boolean fromLogits) {
    if (fromLogits) {
      return Optional.of(p);
    }
    boolean softmax = p.value().op() instanceof Fusions.Softmax s && s.axis() == p.rank() - 1;
    return softmax ? Optional.of(p.with(p.value().node().input(0))) : Optional.empty();
  }

  private static Optional<Tensor> sigmoidInput(Tensor p, boolean fromLogits) {
    if (fromLogits) {
      return Optional.of(p);
    }
    boolean sigmoid =
        p.value().op() instanceof Elementwise.Unary u && u.kind() == Elementwise.UnaryKind.SIGMOID;
    return sigmoid ? Optional.of(p.with(p.value().node().input(0))) : Optional.empty();
  }

  /**
   * Of class probabilities or logits {@code (..., classes)} against probabilities; drops the last
   * axis.
   */
  public static Tensor categorical(Tensor target, Tensor output, boolean fromLogits) {
    Optional<Tensor> logits = softmaxInput(output, fromLogits);
    if (logits.isPresent()) {
      return new Fusions.SoftmaxCrossEntropy().applyOne(logits.get(), target);
    }
    Tensor p = clipped(Ops.divide(output, Ops.sumKeep(output, -1)));
    return Ops.negative(Ops.sum(Ops.multiply(target, Ops.log(p)), -1));
  }

  /**
   * Of class probabilities or logits {@code (..., classes)} against class indices {@code (...)}.
   */
  public static Tensor sparseCategorical(Tensor target, Tensor output, boolean fromLogits) {
    Tensor index = Ops.cast(target, DataType.INT32);
    Optional<Tensor> logits = softmaxInput(output, fromLogits);
    if (logits.isPresent()) {
      return new Fusions.SparseSoftmaxCrossEntropy().applyOne(logits.get(), index);
    }
    Tensor hot = Shapes.oneHot(index, output.dim(-1), output.dtype());
    Tensor p = clipped(Ops.divide(output, Ops.sumKeep(output, -1)));
    return Ops.negative(Ops.sum(Ops.multiply(hot, Ops.log(p)), -1));
  }

  /** Of probabilities or logits against probabilities, element by element. */
  public static Tensor binary(Tensor target, Tensor output, boolean fromLogits) {
    Optional<Tensor> logits = sigmoidInput(output, fromLogits);
    if (logits.isPresent()) {
      return new Fusions.SigmoidCrossEntropy().applyOne(logits.get(), target);
    }
    Tensor p = clipped(output);
    Tensor yes = Ops.multiply(target, Ops.log(p));
    Tensor no = Ops.multiply(Ops.subtract(1, target), Ops.log(Ops.subtract(1, p)));
    return Ops.negative(Ops.add(yes, no));
  }

  /** Targets moved towards uniform by a share. */
  public static Tensor smooth(Tensor target, double share, long classes) {
    return share == 0 ? target : Ops.add(Ops.multiply(target, 1 - share), share / classes);
  }
}
