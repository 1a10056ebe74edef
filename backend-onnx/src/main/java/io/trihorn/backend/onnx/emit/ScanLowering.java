package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.graph;
import static io.trihorn.backend.onnx.emit.Attributes.integer;
import static io.trihorn.backend.onnx.emit.Attributes.integers;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Lowering of loops to ONNX's Scan, which hands out slices of the sequences and gathers the results
 * without copying. Invariants are read from outside the body; values without elements stay outside.
 */
final class ScanLowering {
  private ScanLowering() {}

  static List<Operand> lower(Control.Scan op, Lowering l) {
    Graph body = op.body();
    NodeWriter outside = l.emit().writer();
    NodeWriter inside = outside.body();
    List<Operand> states = new ArrayList<>();
    List<Operand> sequences = new ArrayList<>();
    List<Operand> bodyStates = new ArrayList<>();
    List<Operand> bodySlices = new ArrayList<>();
    List<Operand> parameters = new ArrayList<>();
    for (int i = 0; i < l.inputs().size(); i++) {
      Operand given = l.input(i);
      TensorType type = body.parameters().get(i).type();
      boolean carry = i < op.carries();
      boolean sequence = !carry && i < op.carries() + op.sequences();
      if (!carry && !sequence) {
        parameters.add(given);
      } else if (type.size() == 0) {
        parameters.add(l.emit().empty(type));
      } else {
        Operand inner = inside.input(carry ? "carry" : "slice", type);
        parameters.add(inner);
        (carry ? states : sequences).add(given);
        (carry ? bodyStates : bodySlices).add(inner);
      }
    }
    if (sequences.isEmpty()) {
      // ONNX counts the steps by a sequence.
      sequences.add(l.emit().full(DataType.BOOLEAN, 0, op.length()));
      bodySlices.add(inside.input("step", TensorType.of(DataType.BOOLEAN)));
    }

    Map<Value, Operand> values =
        GraphLowering.lower(
            body,
            inside,
            parameters,
            v -> {
              throw new IllegalStateException("a loop's body reads variable '" + v.name() + "'");
            });
    List<Value> kept = body.outputs().stream().filter(v -> v.type().size() > 0).toList();
    List<Operand> bodyResults = inside.results(kept.stream().map(values::get).toList());

    List<TensorType> types = l.node().outputTypes().stream().filter(t -> t.size() > 0).toList();
    List<Operand> bodyInputs = new ArrayList<>(bodyStates);
    bodyInputs.addAll(bodySlices);
    List<Operand> operands = new ArrayList<>(states);
    operands.addAll(sequences);
    List<Integer> inWays = Collections.nCopies(sequences.size(), op.reverse() ? 1 : 0);
    List<Integer> outWays = Collections.nCopies(types.size() - states.size(), op.reverse() ? 1 : 0);
    outside.label(GraphLowering.label(l.node()));
    List<Operand> made =
        new ArrayList<>(
            outside.writeHere(
                "Scan",
                types,
                operands,
                graph("body", inside.build("body", bodyInputs, bodyResults)),
                integer("num_scan_inputs", sequences.size()),
                integers("scan_input_directions", inWays),
                integers("scan_output_directions", outWays)));
    return l.node().outputTypes().stream()
        .map(t -> t.size() > 0 ? made.remove(0) : l.emit().empty(t))
        .toList();
  }
}
