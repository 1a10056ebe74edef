package io.trihorn.losses;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Connectionist temporal classification (Graves et al., 2006): labels {@code (batch, labels)}, 0
 * for none, against logits {@code (batch, steps, classes)}, of which class 0 is the blank. The loss
 * is minus the log probability of all ways to emit the labels in order.
 *
 * <p>Two states stand for each position: {@code blank} after n labels, and {@code emit} of the n-th
 * label. Equal neighbours need a blank between them.
 */
final class Ctc {
  /** The logarithm of what is impossible. */
  private static final double NEVER = -1e5;

  private Ctc() {}

  static Tensor loss(Tensor yTrue, Tensor yPred) {
    if (yTrue.rank() != 2 || yPred.rank() != 3) {
      throw new ShapeException(
          "CTC: targets should be (batch, labels) and predictions (batch, steps, classes), but are "
              + yTrue.type()
              + " and "
              + yPred.type());
    }
    long batch = yTrue.dim(0);
    long n = yTrue.dim(1);
    Tensor labels = Ops.cast(yTrue, DataType.INT32);
    Tensor log = Nn.logSoftmax(yPred, -1);
    Tensor hot = Shapes.oneHot(labels, yPred.dim(2), yPred.dtype());
    Tensor emitted = Nn.matmul(log, hot, false, true);
    Tensor blanks = Shapes.slice(log, 2, 0, 1);
    Tensor repeated = repeated(labels, yPred.dtype());
    Tensor blockedIfRepeated = Ops.multiply(repeated, NEVER);
    Tensor blockedUnless = Ops.multiply(Ops.subtract(1, repeated), NEVER);
    Tensor none = Shapes.full(yPred, NEVER, yPred.dtype(), batch, n);
    Tensor blank =
        Shapes.concatenate(List.of(Shapes.full(yPred, 0, yPred.dtype(), batch, 1), none), 1);
    Tensor emit = none;
    for (long step = 0; step < yPred.dim(1); step++) {
      Tensor emitNow = Shapes.index(emitted, 1, step);
      Tensor blankNow = Shapes.index(blanks, 1, step);
      Tensor before = entered(blank, Ops.add(emit, blockedIfRepeated));
      Tensor fromBlank = Ops.add(Shapes.slice(before, 1, 0, n), emitNow);
      Tensor next = logAddExp(fromBlank, Ops.add(emit, emitNow));
      Tensor leaving = Ops.add(Ops.add(emit, blankNow), blockedUnless);
      blank = entered(Ops.add(before, blankNow), leaving);
      emit = next;
    }
    Tensor last = entered(blank, emit);
    Tensor lengths = Ops.sum(Ops.cast(Ops.notEqual(labels, 0), DataType.INT32), 1);
    Tensor chosen = Shapes.oneHot(lengths, n + 1, yPred.dtype());
    return Ops.negative(Ops.sum(Ops.multiply(last, chosen), 1));
  }

  /** 1 where a label is the same as the next one. */
  private static Tensor repeated(Tensor labels, DataType dtype) {
    long n = labels.dim(1);
    List<Tensor> parts = new ArrayList<>();
    if (n > 1) {
      Tensor first = Shapes.slice(labels, 1, 0, n - 1);
      parts.add(Ops.cast(Ops.equal(first, Shapes.slice(labels, 1, 1, n)), dtype));
    }
    parts.add(Shapes.full(labels, 0, dtype, labels.dim(0), 1));
    return Shapes.concatenate(parts, 1);
  }

  /** The blank states with what comes from the labels before them. */
  private static Tensor entered(Tensor blank, Tensor emit) {
    Tensor first = Shapes.slice(blank, 1, 0, 1);
    Tensor rest = Shapes.slice(blank, 1, 1, blank.dim(1));
    return Shapes.concatenate(List.of(first, logAddExp(rest, emit)), 1);
  }

  private static Tensor logAddExp(Tensor a, Tensor b) {
    Tensor difference = Ops.abs(Ops.subtract(a, b));
    return Ops.add(Ops.maximum(a, b), Ops.log1p(Ops.exp(Ops.negative(difference))));
  }
}
