package io.trihorn.backend.onnx.imports;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * ONNX Runtime's LSTM with weights of 8 bits: what they are multiplied by, the whole sequence and
 * the state of each step, is rounded to 8 bits before.
 */
record QuantizedLstm(RecurrentCells.Lstm cell) implements RecurrentCells.Cell {
  /** Operands: scale and zero point of the weights of inputs, then of those of states. */
  private static final int INPUT_SCALE = 8;

  private static final int STATE_SCALE = 10;

  static List<Tensor> run(OpCall call) {
    List<Tensor> operands = new ArrayList<>();
    operands.add(rounded(call, call.in(0)));
    operands.add(weights(call, 1, INPUT_SCALE));
    operands.add(weights(call, 2, STATE_SCALE));
    IntStream.range(3, 8).forEach(i -> operands.add(call.optional(i)));
    return RecurrentOperators.run(
        call.with(operands), new QuantizedLstm(new RecurrentCells.Lstm()));
  }

  /**
   * Real weights {@code (directions, gates * hidden, inputs)} of those of 8 bits {@code
   * (directions, inputs, gates * hidden)}, with one scale for each direction or row.
   */
  private static Tensor weights(OpCall call, int operand, int scale) {
    Tensor factor = perRow(call.in(scale));
    Tensor whole = call.wholes().floats(call.in(operand), factor.dtype());
    Tensor zero = perRow(call.wholes().floats(call.in(scale + 1), factor.dtype()));
    return Shapes.swapaxes(Ops.multiply(Ops.subtract(whole, zero), factor), 1, 2);
  }

  private static Tensor perRow(Tensor x) {
    return Shapes.expandDims(x.rank() == 2 ? x : Shapes.reshape(x, x.size(), 1), 1);
  }

  /** As 8 bits have it. */
  private static Tensor rounded(OpCall call, Tensor x) {
    List<Tensor> made = QuantizeOperators.dynamic(call, x);
    Tensor whole = call.wholes().floats(made.get(0), x.dtype());
    Tensor zero = call.wholes().floats(made.get(2), x.dtype());
    return Ops.multiply(Ops.subtract(whole, zero), made.get(1));
  }

  @Override
  public int gates() {
    return cell.gates();
  }

  @Override
  public int states() {
    return cell.states();
  }

  @Override
  public List<String> activations() {
    return cell.activations();
  }

  @Override
  public List<Tensor> step(OpCall call, RecurrentCells.Weights w, Tensor x, List<Tensor> states) {
    return cell.step(call, w, x, List.of(rounded(call, states.get(0)), states.get(1)));
  }
}
