package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import io.trihorn.composites.GruSequence;
import io.trihorn.composites.LstmSequence;
import io.trihorn.graph.ShapeException;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Loop;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.RandomOps;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers of recurrent cells, one on another, as PyTorch has them. The operands are the input, the
 * states {@code (layers * directions, batch, units)}, for each layer and direction the kernel
 * {@code (gates * units, features)}, the recurrent kernel {@code (gates * units, units)} and their
 * biases, and a random key. The results are the outputs, the forward units before the backward
 * ones, and the last states.
 *
 * @param cell the kind of cell
 * @param biases whether there are biases
 * @param layers the number of layers
 * @param bidirectional whether each layer also runs backwards
 * @param batchFirst whether the input is {@code (batch, steps, features)}, not {@code (steps,
 *     batch, features)}
 * @param dropRate the share of elements dropped between layers in training
 * @param training whether gradients are to be expected
 */
record Recurrence(
    Cell cell,
    boolean biases,
    int layers,
    boolean bidirectional,
    boolean batchFirst,
    double dropRate,
    boolean training) {
  /** The kinds of cells. */
  enum Cell {
    /** {@code tanh(Wx + Uh)}. */
    TANH(1, 1),
    /** {@code relu(Wx + Uh)}. */
    RELU(1, 1),
    /** Gates: input, forget, cell, output. */
    LSTM(4, 2),
    /** Gates: reset, update, new. */
    GRU(3, 1);

    private final int gates;
    private final int states;

    Cell(int gates, int states) {
      this.gates = gates;
      this.states = states;
    }

    /** The number of states. */
    int states() {
      return states;
    }
  }

  Operation operation() {
    return new Operation(cell.name(), this::applied, this);
  }

  /** The number of operands. */
  int operands() {
    return 1 + cell.states + directions() * layers * (biases ? 4 : 2) + 1;
  }

  private int directions() {
    return bidirectional ? 2 : 1;
  }

  private List<Tensor> applied(List<Tensor> in) {
    if (in.size() != operands() || in.get(0).rank() != 3) {
      throw new ShapeException(
          cell
              + ": expected an input with three axes, "
              + cell.states
              + " state(s) and "
              + (operands() - 2 - cell.states)
              + " parameters, but got "
              + in.subList(0, in.size() - 1).stream().map(Tensor::type).toList());
    }
    Tensor x = batchFirst ? Shapes.swapaxes(in.get(0), 0, 1) : in.get(0);
    Tensor key = in.get(in.size() - 1);
    int at = 1 + cell.states;
    List<List<Tensor>> last = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      List<Tensor> outputs = new ArrayList<>();
      for (int direction = 0; direction < directions(); direction++) {
        List<Tensor> weights = in.subList(at, at + (biases ? 4 : 2));
        at += weights.size();
        int place = layer * directions() + direction;
        List<Tensor> states = new ArrayList<>();
        for (Tensor state : in.subList(1, 1 + cell.states)) {
          states.add(Shapes.index(state, 0, place));
        }
        Loop.Results results = run(x, states, weights, direction == 1);
        outputs.add(results.outputs().get(0));
        last.add(results.carries());
      }
      x = bidirectional ? Shapes.concatenate(outputs, 2) : outputs.get(0);
      if (training && dropRate > 0 && layer < layers - 1) {
        Tensor own = Ops.add(key, key.scalar(DataType.INT32, layer));
        x = RandomOps.dropout(x, dropRate, own, x.type().dims());
      }
    }
    List<Tensor> results = new ArrayList<>();
    results.add(batchFirst ? Shapes.swapaxes(x, 0, 1) : x);
    for (int state = 0; state < cell.states; state++) {
      int one = state;
      results.add(Shapes.stack(last.stream().map(carries -> carries.get(one)).toList(), 0));
    }
    return results;
  }

  private Loop.Results run(Tensor x, List<Tensor> states, List<Tensor> weights, boolean reverse) {
    return cell == Cell.LSTM
        ? sequence(x, states, weights, reverse)
        : loop(x, states.get(0), weights, reverse);
  }

  /** Keras's order of gates is PyTorch's, of whose two biases only the sum counts. */
  private Loop.Results sequence(
      Tensor x, List<Tensor> states, List<Tensor> weights, boolean reverse) {
    List<Tensor> in = new ArrayList<>();
    in.add(x);
    in.add(Shapes.transpose(weights.get(0)));
    in.add(Shapes.transpose(weights.get(1)));
    in.addAll(states);
    if (biases) {
      in.add(Ops.add(weights.get(2), weights.get(3)));
    }
    LstmSequence sequence = new LstmSequence(reverse, true);
    // Gradients need what is between the steps, and would compute it again.
    List<Tensor> made = training ? sequence.expand(in) : sequence.apply(in.toArray(Tensor[]::new));
    return new Loop.Results(made.subList(1, 3), made.subList(0, 1));
  }

  private Loop.Results loop(Tensor x, Tensor state, List<Tensor> weights, boolean reverse) {
    // The candidate of GRU takes a part of what is recurrent, with its bias.
    boolean within = biases && cell == Cell.GRU;
    // The inputs of all steps are multiplied at once.
    Tensor inputs = Nn.matmul(x, weights.get(0), false, true);
    if (biases) {
      Tensor bias = within ? weights.get(2) : Ops.add(weights.get(2), weights.get(3));
      inputs = Ops.add(inputs, bias);
    }
    return Loop.over(
        x.builder(),
        List.of(state),
        List.of(inputs),
        Math.toIntExact(x.dim(0)),
        reverse,
        (loop, carries, slices) -> {
          Tensor h = carries.get(0);
          Tensor recurrent = Nn.matmul(h, loop.capture(weights.get(1)), false, true);
          if (within) {
            recurrent = Ops.add(recurrent, loop.capture(weights.get(3)));
          }
          List<Tensor> next = List.of(step(slices.get(0), recurrent, h));
          return new Loop.Results(next, next);
        });
  }

  private Tensor step(Tensor input, Tensor recurrent, Tensor h) {
    if (cell != Cell.GRU) {
      Tensor sum = Ops.add(input, recurrent);
      return cell == Cell.RELU ? Nn.relu(sum) : Ops.tanh(sum);
    }
    List<Tensor> from = Shapes.splitEqually(input, 1, cell.gates);
    List<Tensor> back = Shapes.splitEqually(recurrent, 1, cell.gates);
    Tensor reset = Nn.sigmoid(Ops.add(from.get(0), back.get(0)));
    Tensor update = Nn.sigmoid(Ops.add(from.get(1), back.get(1)));
    Tensor made = Ops.tanh(Ops.add(from.get(2), Ops.multiply(reset, back.get(2))));
    return GruSequence.next(update, made, h);
  }
}
