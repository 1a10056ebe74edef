package io.trihorn.backend.onnx.imports;

import io.trihorn.composites.GruSequence;
import io.trihorn.composites.LstmSequence;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Recurrent layers that are just what a composite is, which backends may have whole. */
final class WholeSequences {
  /** Keras's input gate, forget gate, candidate and output gate, among ONNX's. */
  private static final int[] LSTM_GATES = {0, 2, 3, 1};

  /** Update gate, reset gate and candidate, which have one order. */
  private static final int[] GRU_GATES = {0, 1, 2};

  private WholeSequences() {}

  /**
   * Whether a composite is what one direction of a node computes. For a single step it is not worth
   * turning the weights into a composite's order.
   *
   * @param steps the length of the sequence
   */
  static boolean are(OpCall call, RecurrentCells.Cell cell, int direction, long steps) {
    boolean plain =
        cell instanceof RecurrentCells.Lstm && !call.flag("input_forget", false) && !call.has(7)
            || cell instanceof RecurrentCells.Gru && call.flag("linear_before_reset", false);
    return plain
        && steps > 1
        && call.in(0).dtype().isFloating()
        && call.real("clip", 0) == 0
        && isUsual(call, cell, direction)
        && isFull(call, steps);
  }

  private static boolean isUsual(OpCall call, RecurrentCells.Cell cell, int direction) {
    List<String> named = call.texts("activations");
    int count = cell.activations().size();
    for (int i = 0; i < count; i++) {
      int index = direction * count + i;
      if (index < named.size() && !named.get(index).equalsIgnoreCase(cell.activations().get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether all sequences are as long as the longest. */
  private static boolean isFull(OpCall call, long steps) {
    TensorData lengths = call.has(4) ? call.tryKnown(4) : null;
    return !call.has(4)
        || lengths != null && Arrays.stream(lengths.toLongArray()).allMatch(n -> n == steps);
  }

  /**
   * The outputs of all steps {@code (time, batch, hidden)}, and the last states.
   *
   * @param x {@code (time, batch, inputs)}
   * @param initial the first states
   */
  static List<Tensor> run(
      RecurrentCells.Cell cell,
      RecurrentCells.Weights w,
      Tensor x,
      List<Tensor> initial,
      boolean backwards) {
    boolean lstm = cell instanceof RecurrentCells.Lstm;
    int[] gates = lstm ? LSTM_GATES : GRU_GATES;
    List<Tensor> operands = new ArrayList<>(List.of(x));
    operands.add(Shapes.transpose(ordered(w.input(), gates)));
    operands.add(Shapes.transpose(ordered(w.recurrent(), gates)));
    operands.addAll(initial);
    if (w.bias() != null) {
      List<Tensor> halves = Shapes.splitEqually(w.bias(), 0, 2);
      Tensor inner = ordered(halves.get(0), gates);
      Tensor recurrent = ordered(halves.get(1), gates);
      operands.addAll(lstm ? List.of(Ops.add(inner, recurrent)) : List.of(inner, recurrent));
    }
    Tensor[] all = operands.toArray(Tensor[]::new);
    return lstm
        ? new LstmSequence(backwards, true).apply(all)
        : new GruSequence(backwards, true).apply(all);
  }

  /** The blocks of rows that belong to gates, in an order. */
  private static Tensor ordered(Tensor weights, int[] gates) {
    if (gates == GRU_GATES) {
      return weights;
    }
    List<Tensor> parts = Shapes.splitEqually(weights, 0, gates.length);
    return Shapes.concatenate(Arrays.stream(gates).mapToObj(parts::get).toList(), 0);
  }
}
