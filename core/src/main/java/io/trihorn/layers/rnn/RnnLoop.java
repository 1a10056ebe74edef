package io.trihorn.layers.rnn;

import io.trihorn.layers.base.Call;
import io.trihorn.ops.Fusion;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.LoopTrace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The steps of a recurrent layer, as a loop or written out.
 *
 * @param cell what a step does
 * @param call the cell's call, outside the loop
 * @param constants what the steps share
 * @param mask {@code (time, batch)}, or null
 * @param reverse whether time runs backwards
 * @param zeros whether masked steps give 0
 */
record RnnLoop(
    RnnCell cell, Call call, Constants constants, Tensor mask, boolean reverse, boolean zeros) {

  /**
   * What the steps give.
   *
   * @param output {@code (time, batch, ...)} in the order of the steps, or {@code (batch, ...)} of
   *     the last
   * @param states after the last step
   */
  record Result(Tensor output, List<Tensor> states) {}

  /**
   * All steps as one op.
   *
   * @param op gives the outputs of all steps if asked to, then the states
   */
  static Result whole(Fusion op, List<Tensor> operands, boolean reverse, boolean all) {
    List<Tensor> made = op.apply(operands.toArray(Tensor[]::new));
    if (!all) {
      return new Result(made.get(0), made);
    }
    Tensor outputs = made.get(0);
    return new Result(reverse ? Shapes.flip(outputs, 0) : outputs, made.subList(1, made.size()));
  }

  /** A loop in the graph. */
  Result scanned(Tensor inputs, List<Tensor> initial, boolean all) {
    // The last output need not be kept apart where it is a state.
    boolean stacked = all || cell.outputState() < 0 || (mask != null && zeros);
    List<Tensor> sequences = mask == null ? List.of(inputs) : List.of(inputs, mask);
    int length = Math.toIntExact(inputs.dim(0));
    LoopTrace.Result result =
        call.scan(
            initial,
            sequences,
            length,
            reverse,
            (loop, states, slices) -> {
              RnnCell.Step step =
                  step(
                      slices.get(0),
                      mask == null ? null : slices.get(1),
                      states,
                      constants.inside(loop::capture),
                      call.in(loop));
              return new LoopTrace.Step(
                  step.states(), stacked ? List.of(step.output()) : List.of());
            });
    if (!stacked) {
      return new Result(result.carries().get(cell.outputState()), result.carries());
    }
    Tensor outputs = result.outputs().get(0);
    if (all) {
      return new Result(reverse ? Shapes.flip(outputs, 0) : outputs, result.carries());
    }
    return new Result(Shapes.index(outputs, 0, reverse ? 0 : length - 1L), result.carries());
  }

  /** One step after another in the graph. */
  Result unrolled(Tensor inputs, List<Tensor> initial, boolean all) {
    long length = inputs.dim(0);
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> states = initial;
    for (long i = 0; i < length; i++) {
      long t = reverse ? length - 1 - i : i;
      Tensor here = mask == null ? null : Shapes.index(mask, 0, t);
      RnnCell.Step step = step(Shapes.index(inputs, 0, t), here, states, constants, call);
      outputs.add(step.output());
      states = step.states();
    }
    return new Result(all ? Shapes.stack(outputs, 0) : outputs.get(outputs.size() - 1), states);
  }

  private RnnCell.Step step(
      Tensor input, Tensor here, List<Tensor> states, Constants shared, Call inner) {
    RnnCell.Step step = cell.step(input, states, shared, inner);
    if (here == null) {
      return step;
    }
    List<Tensor> next = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      next.add(Ops.where(like(here, states.get(i)), step.states().get(i), states.get(i)));
    }
    int known = cell.outputState();
    Tensor output;
    if (zeros) {
      output = Ops.where(like(here, step.output()), step.output(), 0);
    } else if (known >= 0) {
      output = next.get(known);
    } else {
      // As Keras does, the first state counts as the last output.
      output = Ops.where(like(here, step.output()), step.output(), states.get(0));
    }
    return new RnnCell.Step(output, next);
  }

  /** A mask of the first axes of another tensor, with as many axes as that. */
  static Tensor like(Tensor mask, Tensor x) {
    long[] dims = Arrays.copyOf(mask.type().dims(), x.rank());
    Arrays.fill(dims, mask.rank(), dims.length, 1);
    return Shapes.reshape(mask, dims);
  }
}
