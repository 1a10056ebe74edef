package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
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
 * @param dropRate the share of elements dropped between layers
 */
record Recurrence(
    Cell cell,
    boolean biases,
    int layers,
    boolean bidirectional,
    boolean batchFirst,
    double dropRate) {
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
      if (dropRate > 0 && layer < layers - 1) {
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
    // The inputs of all steps are multiplied at once.
    long[] dims = x.type().dims();
    Tensor flat = Shapes.reshape(x, dims[0] * dims[1], dims[2]);
    Tensor inputs = Nn.matmul(flat, weights.get(0), false, true);
    if (biases) {
      inputs = Ops.add(inputs, weights.get(2));
    }
    Tensor sequence = Shapes.reshape(inputs, dims[0], dims[1], inputs.dim(1));
    return Loop.over(
        x.builder(),
        states,
        List.of(sequence),
        Math.toIntExact(dims[0]),
        reverse,
        (loop, carries, slices) -> {
          Tensor recurrent = Nn.matmul(carries.get(0), loop.capture(weights.get(1)), false, true);
          if (biases) {
            recurrent = Ops.add(recurrent, loop.capture(weights.get(3)));
          }
          List<Tensor> next = step(slices.get(0), recurrent, carries);
          return new Loop.Results(next, List.of(next.get(0)));
        });
  }

  private List<Tensor> step(Tensor input, Tensor recurrent, List<Tensor> carries) {
    return switch (cell) {
      case TANH -> List.of(Ops.tanh(Ops.add(input, recurrent)));
      case RELU -> List.of(Nn.relu(Ops.add(input, recurrent)));
      case LSTM -> {
        List<Tensor> gates = Shapes.splitEqually(Ops.add(input, recurrent), 1, 4);
        Tensor kept = Ops.multiply(Nn.sigmoid(gates.get(1)), carries.get(1));
        Tensor added = Ops.multiply(Nn.sigmoid(gates.get(0)), Ops.tanh(gates.get(2)));
        Tensor memory = Ops.add(kept, added);
        yield List.of(Ops.multiply(Nn.sigmoid(gates.get(3)), Ops.tanh(memory)), memory);
      }
      case GRU -> {
        List<Tensor> from = Shapes.splitEqually(input, 1, cell.gates);
        List<Tensor> back = Shapes.splitEqually(recurrent, 1, cell.gates);
        Tensor reset = Nn.sigmoid(Ops.add(from.get(0), back.get(0)));
        Tensor update = Nn.sigmoid(Ops.add(from.get(1), back.get(1)));
        Tensor made = Ops.tanh(Ops.add(from.get(2), Ops.multiply(reset, back.get(2))));
        Tensor difference = Ops.subtract(carries.get(0), made);
        yield List.of(Ops.add(made, Ops.multiply(update, difference)));
      }
    };
  }
}
