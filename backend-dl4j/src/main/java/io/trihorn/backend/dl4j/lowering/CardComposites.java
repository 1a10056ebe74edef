package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.composites.LstmSequence;
import io.trihorn.ops.BatchNormalize;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Composites that libnd4j has whole, and cuDNN with it. */
final class CardComposites {
  // Of lstmLayer.
  private static final long TIME_FIRST = 0;
  private static final long TANH = 0;
  private static final long SIGMOID = 2;

  private CardComposites() {}

  /** The statistics by reductions, what follows from them by libnd4j. */
  static List<Ref> batchNormalize(BatchNormalize op, Lowering l) {
    Emitter emit = l.emit();
    Ref x = l.dense(0);
    int[] others = IntStream.range(0, x.rank()).filter(i -> i != op.axis()).toArray();
    long[] spread = new long[x.rank()];
    Arrays.fill(spread, 1);
    spread[op.axis()] = x.dim(op.axis());
    List<Ref> statistics =
        GraphLowering.compose(
            emit,
            List.of(x),
            in -> {
              Tensor mean = Ops.mean(in.get(0), others);
              Tensor centered = Ops.subtract(in.get(0), Shapes.reshape(mean, spread));
              return List.of(mean, Ops.mean(Ops.square(centered), others));
            });
    Ref y = l.result(0);
    emit.custom(
        "batchnorm",
        List.of(x, statistics.get(0), statistics.get(1), l.dense(1), l.dense(2)),
        List.of(y),
        Args.ints(1, 1, op.axis()).withFloats(op.epsilon()));
    return List.of(y, statistics.get(0), statistics.get(1));
  }

  static List<Ref> lstm(LstmSequence op, Lowering l) {
    boolean biased = l.inputs().size() > 5;
    List<Ref> in = new ArrayList<>(List.of(l.dense(0), l.dense(1), l.dense(2)));
    if (biased) {
      in.add(l.dense(5));
    }
    in.add(l.dense(3));
    in.add(l.dense(4));
    List<Ref> out = IntStream.range(0, l.types().size()).mapToObj(l::result).toList();
    l.emit()
        .custom(
            "lstmLayer",
            in,
            out,
            Args.ints(TIME_FIRST, op.reverse() ? 1 : 0, SIGMOID, TANH, TANH)
                .withFloats(0)
                .withFlags(biased, false, true, true, false, op.sequence(), true, true));
    return out;
  }
}
