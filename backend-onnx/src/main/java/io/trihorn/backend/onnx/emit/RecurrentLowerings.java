package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.integer;
import static io.trihorn.backend.onnx.emit.Attributes.text;

import io.trihorn.composites.GruSequence;
import io.trihorn.composites.LstmSequence;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Recurrent layers as ONNX's operators, which have an axis of directions and keep their weights
 * transposed, in an order of gates of their own.
 */
final class RecurrentLowerings {
  /** ONNX's input, output and forget gate and candidate, among Keras's. */
  private static final long[] LSTM_GATES = {0, 3, 1, 2};

  private RecurrentLowerings() {}

  static List<Operand> lstm(LstmSequence op, Lowering l) {
    Emit e = l.emit();
    List<Operand> in = l.inputs();
    Operand bias = null;
    if (in.size() > 5) {
      Operand inner = row(e, in.get(5), LSTM_GATES);
      bias = e.concat(List.of(inner, e.full(inner.dtype(), 0, inner.dims())), 1);
    }
    List<Operand> operands = operands(e, l, LSTM_GATES, bias);
    operands.add(direction(e, in.get(4)));
    String way = op.reverse() ? "reverse" : "forward";
    return results(
        l,
        op.sequence(),
        e.writer()
            .write(
                "LSTM",
                types(l, 2),
                operands,
                text("direction", way),
                integer("hidden_size", in.get(2).dim(0))));
  }

  static List<Operand> gru(GruSequence op, Lowering l) {
    Emit e = l.emit();
    List<Operand> in = l.inputs();
    Operand bias =
        in.size() > 4 ? e.concat(List.of(row(e, in.get(4)), row(e, in.get(5))), 1) : null;
    String way = op.reverse() ? "reverse" : "forward";
    return results(
        l,
        op.sequence(),
        e.writer()
            .write(
                "GRU",
                types(l, 1),
                operands(e, l, new long[0], bias),
                text("direction", way),
                integer("hidden_size", in.get(2).dim(0)),
                integer("linear_before_reset", 1)));
  }

  /** Sequence, kernels, bias, no lengths, and the first state. */
  private static List<Operand> operands(Emit e, Lowering l, long[] gates, Operand bias) {
    List<Operand> in = l.inputs();
    List<Operand> operands = new ArrayList<>();
    operands.add(in.get(0));
    operands.add(kernel(e, in.get(1), in.get(2).dim(0), gates));
    operands.add(kernel(e, in.get(2), in.get(2).dim(0), gates));
    operands.add(bias == null ? Operand.absent() : bias);
    operands.add(Operand.absent());
    operands.add(direction(e, in.get(3)));
    return operands;
  }

  /** {@code (features, gates * units) -> (1, gates * units, features)}, gates in another order. */
  private static Operand kernel(Emit e, Operand w, long units, long[] gates) {
    Operand turned = e.transpose(w, 1, 0);
    if (gates.length > 0) {
      Operand apart = e.reshape(turned, gates.length, units, w.dim(0));
      turned = e.reshape(e.gather(apart, e.longs(gates), 0), w.dim(1), w.dim(0));
    }
    return direction(e, turned);
  }

  /** {@code (gates * units) -> (1, gates * units)}, gates in another order. */
  private static Operand row(Emit e, Operand b, long... gates) {
    Operand ordered = b;
    if (gates.length > 0) {
      Operand apart = e.reshape(b, gates.length, b.dim(0) / gates.length);
      ordered = e.gather(apart, e.longs(gates), 0);
    }
    return e.reshape(ordered, 1, b.dim(0));
  }

  /** A leading axis of one direction. */
  private static Operand direction(Emit e, Operand x) {
    long[] dims = new long[x.rank() + 1];
    dims[0] = 1;
    System.arraycopy(x.dims(), 0, dims, 1, x.rank());
    return e.reshape(x, dims);
  }

  /** Outputs {@code (time, 1, batch, units)} and the states {@code (1, batch, units)}. */
  private static List<TensorType> types(Lowering l, int states) {
    TensorType x = l.input(0).type();
    long units = l.input(2).dim(0);
    List<TensorType> types = new ArrayList<>();
    types.add(x.withShape(x.dim(0), 1, x.dim(1), units));
    for (int i = 0; i < states; i++) {
      types.add(x.withShape(1, x.dim(1), units));
    }
    return types;
  }

  private static List<Operand> results(Lowering l, boolean sequence, List<Operand> made) {
    List<Operand> wanted = sequence ? made : made.subList(1, made.size());
    List<Operand> results = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      results.add(l.emit().reshape(wanted.get(i), l.dims(i)));
    }
    return results;
  }
}
