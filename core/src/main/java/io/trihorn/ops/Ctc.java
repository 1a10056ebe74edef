package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import java.util.ArrayList;
import java.util.List;

/**
 * Connectionist temporal classification (Graves et al., 2006): labels {@code (batch, labels)}
 * against logits {@code (batch, steps, classes)}, one of whose classes is the blank. The loss is
 * minus the log probability of all ways to emit the labels in order.
 *
 * <p>Two states stand for each position: {@code blank} after n labels, and {@code emit} of the n-th
 * label. Equal neighbours need a blank between them.
 */
public final class Ctc {
  /** The logarithm of what is impossible. */
  private static final double NEVER = -1e5;

  private Ctc() {}

  /** The loss {@code (batch)} where label 0 is none, class 0 the blank, and all steps count. */
  public static Tensor loss(Tensor yTrue, Tensor yPred) {
    check(yTrue, yPred);
    Tensor labels = Ops.cast(yTrue, DataType.INT32);
    Tensor lengths = Ops.sum(Ops.cast(Ops.notEqual(labels, 0), DataType.INT32), 1);
    Tensor steps = Shapes.full(labels, yPred.dim(1), DataType.INT32, yTrue.dim(0));
    return ctcLoss(labels, yPred, lengths, steps, 0);
  }

  private static void check(Tensor target, Tensor output) {
    if (target.rank() != 2 || output.rank() != 3) {
      throw new ShapeException(
          "CTC: targets should be (batch, labels) and predictions (batch, steps, classes), but are "
              + target.type()
              + " and "
              + output.type());
    }
  }

  /**
   * The loss {@code (batch)}.
   *
   * @param target integers {@code (batch, labels)}
   * @param output logits {@code (batch, steps, classes)}
   * @param targetLength how many labels count, {@code (batch)}
   * @param outputLength how many steps count, {@code (batch)}
   * @param maskIndex the blank's class
   */
  public static Tensor ctcLoss(
      Tensor target, Tensor output, Tensor targetLength, Tensor outputLength, int maskIndex) {
    check(target, output);
    Tensor logits = Ops.floating(output);
    DataType dtype = logits.dtype();
    long batch = target.dim(0);
    long n = target.dim(1);
    Tensor labels = Ops.cast(target, DataType.INT32);
    Tensor log = Nn.logSoftmax(logits, -1);
    Tensor hot = Shapes.oneHot(labels, logits.dim(2), dtype);
    Tensor emitted = Nn.matmul(log, hot, false, true);
    Tensor blanks = Shapes.slice(log, 2, maskIndex, maskIndex + 1);
    Tensor repeated = repeated(labels, dtype);
    Tensor blockedIfRepeated = Ops.multiply(repeated, NEVER);
    Tensor blockedUnless = Ops.multiply(Ops.subtract(1, repeated), NEVER);
    Tensor none = Shapes.full(logits, NEVER, dtype, batch, n);
    Tensor start = Shapes.concatenate(List.of(Shapes.full(logits, 0, dtype, batch, 1), none), 1);
    Tensor number = Shapes.arange(logits, logits.dim(1), DataType.INT32);
    Loop.Body step =
        (loop, carries, s) -> {
          Tensor blank = carries.get(0);
          Tensor emit = carries.get(1);
          Tensor before = entered(blank, Ops.add(emit, loop.capture(blockedIfRepeated)));
          Tensor fromBlank = Ops.add(Shapes.slice(before, 1, 0, n), s.get(0));
          Tensor next = Special.logaddexp(fromBlank, Ops.add(emit, s.get(0)));
          Tensor leaving = Ops.add(Ops.add(emit, s.get(1)), loop.capture(blockedUnless));
          Tensor after = entered(Ops.add(before, s.get(1)), leaving);
          Tensor counts = Ops.less(s.get(2), loop.capture(outputLength));
          Tensor column = Shapes.expandDims(counts, 1);
          List<Tensor> made =
              List.of(Ops.where(column, after, blank), Ops.where(column, next, emit));
          return new Loop.Results(made, List.of());
        };
    List<Tensor> sequences =
        List.of(Shapes.transpose(emitted, 1, 0, 2), Shapes.transpose(blanks, 1, 0, 2), number);
    List<Tensor> end = Core.scan(List.of(start, none), sequences, false, step).carries();
    Tensor last = entered(end.get(0), end.get(1));
    Tensor chosen = Shapes.oneHot(targetLength, n + 1, dtype);
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
    return Shapes.concatenate(List.of(first, Special.logaddexp(rest, emit)), 1);
  }

  /**
   * The likeliest class of each step, repetitions and blanks taken out: labels {@code (1, batch,
   * steps)}, -1 behind the last, and minus the sum of the largest logits {@code (batch, 1)}.
   *
   * @param inputs logits {@code (batch, steps, classes)}
   * @param lengths how many steps count, {@code (batch)}
   * @param maskIndex the blank's class
   */
  public static List<Tensor> ctcDecode(
      Tensor inputs, Tensor lengths, boolean mergeRepeated, int maskIndex) {
    long steps = inputs.dim(1);
    Tensor number = Shapes.arange(inputs, steps, DataType.INT32);
    Tensor inside = Ops.less(number, Shapes.expandDims(lengths, 1));
    Tensor best = Ops.where(inside, Ops.argmax(inputs, -1), maskIndex);
    Tensor scores = Ops.where(inside, Ops.max(inputs, -1), 0);
    Tensor dropped = Ops.equal(best, maskIndex);
    if (mergeRepeated && steps > 1) {
      Tensor before = Shapes.slice(best, 1, 0, steps - 1);
      Tensor same = Ops.equal(Shapes.slice(best, 1, 1, steps), before);
      Tensor first = Shapes.full(best, 0, DataType.BOOLEAN, inputs.dim(0), 1);
      dropped = Ops.logicalOr(dropped, Shapes.concatenate(List.of(first, same), 1));
    }
    Tensor place = Sorting.argsort(Ops.where(dropped, steps, number), -1);
    Tensor labels = Shapes.takeAlongAxis(Ops.where(dropped, -1, best), place, -1);
    return List.of(Shapes.expandDims(labels, 0), Ops.negative(Ops.sumKeep(scores, 1)));
  }
}
