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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Recurrent layers over a sequence: products and one kernel a step. */
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
    List<Ref> out = results(l);
    int states = op.sequence() ? 1 : 0;
    lstm(l, out.subList(states, states + 2), out.subList(0, states), op.reverse());
    return out;
  }

  static List<Ref> lstm(LstmSteps op, Lowering l) {
    List<Ref> out = results(l);
    Ref states = out.get(0);
    long[] state = {states.dim(1), states.dim(2)};
    lstm(l, List.of(temp(l, state), temp(l, state)), out, op.reverse());
    return out;
  }

  /** Operands of both: sequence, kernel, recurrent kernel, h, c, bias. */
  private static void lstm(Lowering l, List<Ref> states, List<Ref> kept, boolean reverse) {
    List<Ref> in = dense(l);
    RowLoop.Inputs inputs = inputs(in, 5, l);
    Ref h = states.get(0);
    Ref recurrent = in.get(2);
    Ref sum = temp(l, h.dim(0), recurrent.dim(1));
    RowProduct product =
        new RowProduct(
            h, recurrent, false, Optional.empty(), Optional.of(inputs.product().result()), sum);
    List<Ref> first = in.subList(3, 5);
    new RowLoop(product, Optional.of(inputs), length(in.get(0)), reverse)
        .add(
            l.emit(),
            first,
            with(with(kept, states), sum),
            false,
            (from, count, f) -> new LstmForward(first, sum, states, kept, from, count, f));
  }

  static List<Ref> lstmGradient(LstmStepsGradient op, Lowering l) {
    List<Ref> in = dense(l);
    List<Ref> out = results(l);
    List<Ref> read = in.subList(1, in.size());
    Ref kernel = in.get(0);
    Ref toH = out.get(1);
    Ref operand = temp(l, toH.dim(0), kernel.dim(1));
    new RowLoop(back(operand, kernel, toH), Optional.empty(), length(out.get(0)), !op.reverse())
        .add(
            l.emit(),
            read,
            with(out, operand),
            true,
            (first, count, f) -> new LstmBack(read, out, operand, op.reverse(), first, count, f));
    return out;
  }

  static List<Ref> gru(GruSequence op, Lowering l) {
    List<Ref> out = results(l);
    int states = op.sequence() ? 1 : 0;
    gru(l, out.get(states), out.subList(0, states), op.reverse());
    return out;
  }

  static List<Ref> gru(GruSteps op, Lowering l) {
    List<Ref> out = results(l);
    Ref states = out.get(0);
    gru(l, temp(l, states.dim(1), states.dim(2)), out, op.reverse());
    return out;
  }

  /** Operands of both: sequence, kernel, recurrent kernel, h, biases. */
  private static void gru(Lowering l, Ref h, List<Ref> kept, boolean reverse) {
    List<Ref> in = dense(l);
    RowLoop.Inputs inputs = inputs(in, 4, l);
    Ref recurrent = in.get(2);
    Ref inner = temp(l, h.dim(0), recurrent.dim(1));
    RowProduct product =
        new RowProduct(h, recurrent, false, operand(in, 5), Optional.empty(), inner);
    Ref first = in.get(3);
    List<Ref> products = List.of(inputs.product().result(), inner);
    new RowLoop(product, Optional.of(inputs), length(in.get(0)), reverse)
        .add(
            l.emit(),
            List.of(first),
            with(kept, h, inner),
            false,
            (from, count, f) -> new GruForward(first, products, h, kept, from, count, f));
  }

  static List<Ref> gruGradient(GruStepsGradient op, Lowering l) {
    List<Ref> in = dense(l);
    List<Ref> out = results(l);
    List<Ref> read = in.subList(1, in.size());
    Ref kernel = in.get(0);
    Ref toH = out.get(2);
    Ref operand = temp(l, toH.dim(0), kernel.dim(1));
    Ref product = temp(l, toH.shape());
    new RowLoop(back(operand, kernel, product), Optional.empty(), length(out.get(0)), !op.reverse())
        .add(
            l.emit(),
            read,
            with(out, operand, product),
            true,
            (first, count, f) ->
                new GruBack(read, out, operand, product, op.reverse(), first, count, f));
    return out;
  }

  private static RowProduct back(Ref operand, Ref recurrent, Ref result) {
    return new RowProduct(operand, recurrent, true, Optional.empty(), Optional.empty(), result);
  }

  /** The inputs' part of what goes into the gates, with a bias that may be there. */
  private static RowLoop.Inputs inputs(List<Ref> in, int bias, Lowering l) {
    Ref x = in.get(0);
    Ref kernel = in.get(1);
    RowProduct product =
        new RowProduct(
            temp(l, x.dim(1), x.dim(2)),
            kernel,
            false,
            operand(in, bias),
            Optional.empty(),
            temp(l, x.dim(1), kernel.dim(1)));
    return new RowLoop.Inputs(x, product);
  }

  private static Optional<Ref> operand(List<Ref> in, int position) {
    return in.stream().skip(position).findFirst();
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

  private static Ref temp(Lowering l, long... shape) {
    return l.emit().temp(DataType.FLOAT32, shape);
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
