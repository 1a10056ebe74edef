package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.LoopTrace;
import java.util.ArrayList;
import java.util.List;

/** Recurrent layers: the same frame of directions, lengths and layouts around three cells. */
final class RecurrentOperators {
  private RecurrentOperators() {}

  static void addTo(Operators.Builder table) {
    table.add("RNN", call -> run(call, new RecurrentCells.Simple()));
    table.add("GRU", call -> run(call, new RecurrentCells.Gru()));
    table.add("LSTM", call -> run(call, new RecurrentCells.Lstm()));
    table.add("com.microsoft.DynamicQuantizeLSTM", QuantizedLstm::run);
  }

  static List<Tensor> run(OpCall call, RecurrentCells.Cell cell) {
    boolean batchFirst = call.integer("layout", 0) == 1;
    Tensor x = batchFirst ? Shapes.swapaxes(call.in(0), 0, 1) : call.in(0);
    String direction = call.text("direction", "forward");
    int directions = direction.equals("bidirectional") ? 2 : 1;
    if (call.in(1).dim(0) != directions) {
      throw call.wrong("has weights " + call.in(1).type() + " for direction " + direction);
    }
    List<Tensor> sequences = new ArrayList<>();
    List<List<Tensor>> last = new ArrayList<>();
    for (int d = 0; d < directions; d++) {
      boolean backwards = d == 1 || direction.equals("reverse");
      one(call, cell, x, d, backwards, batchFirst, sequences, last);
    }
    // Y is (time, directions, batch, hidden), the states (directions, batch, hidden).
    Tensor all = Shapes.stack(sequences, 1);
    List<Tensor> results = new ArrayList<>();
    results.add(batchFirst ? Shapes.transpose(all, 2, 0, 1, 3) : all);
    for (int s = 0; s < cell.states(); s++) {
      int state = s;
      Tensor end = Shapes.stack(last.stream().map(l -> l.get(state)).toList(), 0);
      results.add(batchFirst ? Shapes.swapaxes(end, 0, 1) : end);
    }
    return results;
  }

  private static void one(
      OpCall call,
      RecurrentCells.Cell cell,
      Tensor x,
      int d,
      boolean backwards,
      boolean batchFirst,
      List<Tensor> sequences,
      List<List<Tensor>> last) {
    int steps = Math.toIntExact(x.dim(0));
    long batch = x.dim(1);
    if (steps < 1) {
      throw call.unsupported("a sequence of length 0");
    }
    RecurrentCells.Weights w = RecurrentCells.Weights.of(call, cell, d);
    List<Tensor> initial = new ArrayList<>();
    for (int s = 0; s < cell.states(); s++) {
      initial.add(initial(call, 5 + s, d, batch, w.hidden(), batchFirst));
    }
    if (WholeSequences.are(call, cell, d, steps)) {
      List<Tensor> whole = WholeSequences.run(cell, w, x, initial, backwards);
      sequences.add(whole.get(0));
      last.add(whole.subList(1, whole.size()));
      return;
    }
    // Reversed sequences begin at their own end, so lengths move them and not the loop.
    Tensor lengths = call.optional(4);
    boolean turned = backwards && lengths != null;
    Tensor inputs = turned ? SliceOperators.reversed(x, lengths, 0, 1) : x;
    List<Tensor> slices = new ArrayList<>(List.of(inputs));
    if (lengths != null) {
      slices.add(Shapes.arange(x, steps, DataType.INT64));
    }
    LoopTrace.Result result =
        call.scope()
            .call()
            .scan(
                initial,
                slices,
                steps,
                backwards && !turned,
                (loop, states, in) -> {
                  List<Tensor> next = cell.step(call, w.inside(loop), in.get(0), states);
                  if (lengths == null) {
                    return new LoopTrace.Step(next, List.of(next.get(0)));
                  }
                  Tensor length = Ops.cast(loop.capture(lengths), DataType.INT64);
                  Tensor alive = Shapes.reshape(Ops.less(in.get(1), length), batch, 1);
                  List<Tensor> kept = new ArrayList<>();
                  for (int s = 0; s < next.size(); s++) {
                    kept.add(Ops.where(alive, next.get(s), states.get(s)));
                  }
                  return new LoopTrace.Step(kept, List.of(Ops.where(alive, next.get(0), 0)));
                });
    Tensor sequence = result.outputs().get(0);
    sequences.add(turned ? SliceOperators.reversed(sequence, lengths, 0, 1) : sequence);
    last.add(result.carries());
  }

  private static Tensor initial(
      OpCall call, int operand, int d, long batch, long hidden, boolean batchFirst) {
    if (!call.has(operand)) {
      return Shapes.full(call.in(0), 0, call.in(0).dtype(), batch, hidden);
    }
    return Shapes.index(call.in(operand), batchFirst ? 1 : 0, d);
  }
}
