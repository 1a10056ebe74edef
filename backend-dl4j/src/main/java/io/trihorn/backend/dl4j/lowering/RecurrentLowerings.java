package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.GruBack;
import io.trihorn.backend.dl4j.kernels.GruForward;
import io.trihorn.backend.dl4j.kernels.LstmBack;
import io.trihorn.backend.dl4j.kernels.LstmForward;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.composites.GruSequence;
import io.trihorn.composites.GruSteps;
import io.trihorn.composites.GruStepsGradient;
import io.trihorn.composites.LstmSequence;
import io.trihorn.composites.LstmSteps;
import io.trihorn.composites.LstmStepsGradient;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Recurrent layers over a sequence: one product and one kernel a step. */
final class RecurrentLowerings {
  private RecurrentLowerings() {}

  /** Whether one is claimed: by oneDNN's products, of what buffers can hold. */
  static boolean isClaimed(List<TensorType> in) {
    return OneDnn.library().isPresent()
        && in.stream()
            .allMatch(
                t ->
                    t.dtype() == DataType.FLOAT32
                        && t.size() > 0
                        && t.size() < Integer.MAX_VALUE / 4);
  }

  static List<Ref> lstm(LstmSequence op, Lowering l) {
    List<Ref> in = dense(l);
    Ref projected = projected(in.get(0), in.get(1), in.size() > 5 ? in.get(5) : null, l);
    List<Ref> out = results(l);
    int states = op.sequence() ? 1 : 0;
    lstm(
        l.emit(),
        List.of(projected, in.get(3), in.get(4)),
        in.get(2),
        out.subList(states, states + 2),
        out.subList(0, states),
        op.reverse());
    return out;
  }

  static List<Ref> lstm(LstmSteps op, Lowering l) {
    List<Ref> in = dense(l);
    List<Ref> out = results(l);
    List<Ref> states = List.of(like(in.get(2), l), like(in.get(3), l));
    lstm(l.emit(), List.of(in.get(0), in.get(2), in.get(3)), in.get(1), states, out, op.reverse());
    return out;
  }

  private static void lstm(
      Emitter emit, List<Ref> in, Ref kernel, List<Ref> states, List<Ref> kept, boolean reverse) {
    Ref h = states.get(0);
    Ref product = emit.temp(DataType.FLOAT32, h.dim(0), kernel.dim(1));
    List<Ref> read = with(in, product);
    new RowLoop(kernel, false, h, product, length(in.get(0)), reverse, true)
        .add(
            emit,
            in,
            with(with(gatesFirst(kept, 2), states), product),
            kept.size() > 2,
            (first, count, f) -> new LstmForward(read, states, kept, first, count, f));
  }

  static List<Ref> lstmGradient(LstmStepsGradient op, Lowering l) {
    List<Ref> in = dense(l);
    List<Ref> out = results(l);
    List<Ref> read = in.subList(1, in.size());
    Ref kernel = in.get(0);
    Ref toH = out.get(1);
    Ref operand = l.emit().temp(DataType.FLOAT32, toH.dim(0), kernel.dim(1));
    new RowLoop(kernel, true, operand, toH, length(out.get(0)), !op.reverse(), false)
        .add(
            l.emit(),
            read,
            with(out, operand),
            true,
            (first, count, f) -> new LstmBack(read, out, operand, op.reverse(), first, count, f));
    return out;
  }

  static List<Ref> gru(GruSequence op, Lowering l) {
    List<Ref> in = dense(l);
    boolean biased = in.size() > 4;
    List<Ref> read = new ArrayList<>();
    read.add(projected(in.get(0), in.get(1), biased ? in.get(4) : null, l));
    read.add(in.get(3));
    List<Ref> out = results(l);
    int states = op.sequence() ? 1 : 0;
    gru(
        l.emit(),
        read,
        biased ? in.subList(5, 6) : List.of(),
        in.get(2),
        out.get(states),
        out.subList(0, states),
        op.reverse());
    return out;
  }

  static List<Ref> gru(GruSteps op, Lowering l) {
    List<Ref> in = dense(l);
    List<Ref> out = results(l);
    gru(
        l.emit(),
        List.of(in.get(0), in.get(2)),
        in.subList(3, in.size()),
        in.get(1),
        like(in.get(2), l),
        out,
        op.reverse());
    return out;
  }

  private static void gru(
      Emitter emit,
      List<Ref> in,
      List<Ref> bias,
      Ref kernel,
      Ref h,
      List<Ref> kept,
      boolean reverse) {
    Ref product = emit.temp(DataType.FLOAT32, h.dim(0), kernel.dim(1));
    List<Ref> read = with(with(in, product), bias);
    new RowLoop(kernel, false, h, product, length(in.get(0)), reverse, true)
        .add(
            emit,
            with(in, bias),
            with(gatesFirst(kept, 1), h, product),
            kept.size() > 1,
            (first, count, f) -> new GruForward(read, h, kept, first, count, f));
  }

  static List<Ref> gruGradient(GruStepsGradient op, Lowering l) {
    List<Ref> in = dense(l);
    List<Ref> out = results(l);
    List<Ref> read = in.subList(1, in.size());
    Ref kernel = in.get(0);
    Ref toH = out.get(2);
    Ref operand = l.emit().temp(DataType.FLOAT32, toH.dim(0), kernel.dim(1));
    Ref product = like(toH, l);
    new RowLoop(kernel, true, operand, product, length(out.get(0)), !op.reverse(), false)
        .add(
            l.emit(),
            read,
            with(out, operand, product),
            true,
            (first, count, f) ->
                new GruBack(read, out, operand, product, op.reverse(), first, count, f));
    return out;
  }

  /** The inputs' part of what goes into the gates. */
  private static Ref projected(Ref x, Ref kernel, Ref bias, Lowering l) {
    List<Ref> in = bias == null ? List.of(x, kernel) : List.of(x, kernel, bias);
    return GraphLowering.compose(
            l.emit(),
            in,
            t -> {
              var product = Nn.matmul(t.get(0), t.get(1));
              return List.of(t.size() > 2 ? Ops.add(product, t.get(2)) : product);
            })
        .get(0);
  }

  private static int length(Ref sequence) {
    return (int) sequence.dim(0);
  }

  private static List<Ref> dense(Lowering l) {
    return IntStream.range(0, l.inputs().size()).mapToObj(l::dense).toList();
  }

  private static List<Ref> results(Lowering l) {
    return IntStream.range(0, l.types().size()).mapToObj(l::result).toList();
  }

  private static Ref like(Ref x, Lowering l) {
    return l.emit().temp(x.dtype(), x.shape());
  }

  /** The gates first, which may be made where something else was. */
  private static List<Ref> gatesFirst(List<Ref> kept, int gates) {
    List<Ref> ordered = new ArrayList<>(kept);
    if (gates < kept.size()) {
      ordered.add(0, ordered.remove(gates));
    }
    return ordered;
  }

  private static List<Ref> with(List<Ref> some, Ref... more) {
    return with(some, List.of(more));
  }

  private static List<Ref> with(List<Ref> some, List<Ref> more) {
    List<Ref> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
