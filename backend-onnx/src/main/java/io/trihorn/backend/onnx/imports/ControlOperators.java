package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.GraphProto;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.LoopTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Branches and loops whose shapes are known when the model is traced. */
final class ControlOperators {
  /** Loops are unrolled; longer ones are not what such models are for. */
  private static final int ROUNDS = 4096;

  private ControlOperators() {}

  static void addTo(Operators.Builder table) {
    table.add("If", ControlOperators::branch);
    table.add("Loop", ControlOperators::loop);
    table.add("Scan", 8, ControlOperators::oldScan);
    table.add("Scan", 9, ControlOperators::scan);
  }

  /** A branch on a known condition, else both, of which one result is chosen. */
  private static List<Tensor> branch(OpCall call) {
    TensorData known = call.tryKnown(0);
    if (known != null) {
      String taken = known.getDouble(0) != 0 ? "then_branch" : "else_branch";
      return call.scope().inner().run(call.graph(taken), List.of());
    }
    List<Tensor> yes = traced(call, "then_branch");
    List<Tensor> no = traced(call, "else_branch");
    Tensor condition = Shapes.reshape(call.in(0));
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < Math.min(yes.size(), no.size()); i++) {
      if (!yes.get(i).type().equals(no.get(i).type())) {
        throw call.unknown(
            0,
            false,
            "chooses between results of the types %s and %s"
                .formatted(yes.get(i).type(), no.get(i).type()));
      }
      results.add(Ops.where(condition, yes.get(i), no.get(i)));
    }
    return results;
  }

  /** A branch that may not be the one taken: where it cannot be traced the choice must be known. */
  private static List<Tensor> traced(OpCall call, String branch) {
    try {
      return call.scope().inner().run(call.graph(branch), List.of());
    } catch (UnknownValueException e) {
      throw e;
    } catch (OnnxImportException e) {
      String why = "chooses a branch that cannot be computed (" + e.getMessage() + ")";
      if (call.mayBecomeKnown(0)) {
        throw call.unknown(0, false, why);
      }
      throw new OnnxImportException(call + ": the condition " + why, e.unsupported());
    }
  }

  /** Unrolled; once a condition that is not known fails, the state stays as it is. */
  private static List<Tensor> loop(OpCall call) {
    GraphProto body = call.graph("body");
    int states = call.inputs() - 2;
    int stacked = body.getOutputCount() - 1 - states;
    if (states < 0 || stacked < 0) {
      throw call.wrong("has a body whose results do not fit its operands");
    }
    double most = call.has(0) ? call.number(0, 0) : Double.POSITIVE_INFINITY;
    List<Tensor> values = new ArrayList<>();
    IntStream.range(0, states).forEach(i -> values.add(call.in(i + 2)));
    List<List<Tensor>> rows = new ArrayList<>();
    IntStream.range(0, stacked).forEach(i -> rows.add(new ArrayList<>()));
    Tensor alive =
        call.has(1)
            ? Shapes.reshape(call.in(1))
            : call.constant(TensorData.scalar(DataType.BOOLEAN, 1));
    for (long round = 0; round < most; round++) {
      TensorData known = call.scope().knowns().find(alive.value());
      if (known != null && known.getDouble(0) == 0) {
        break;
      }
      if (round >= ROUNDS || (known == null && most > ROUNDS)) {
        throw call.unsupported("a number of rounds that is not known, or above " + ROUNDS);
      }
      if (known == null && stacked > 0) {
        throw call.unsupported("results of each round, whose number is not known");
      }
      List<Tensor> arguments = new ArrayList<>();
      arguments.add(call.constant(TensorData.scalar(DataType.INT64, round)));
      arguments.add(alive);
      arguments.addAll(values);
      List<Tensor> results = call.scope().inner().run(body, arguments);
      for (int i = 0; i < states; i++) {
        Tensor next = results.get(i + 1);
        if (known == null && !next.type().equals(values.get(i).type())) {
          throw call.unsupported("a state that changes its shape in rounds that may not be run");
        }
        values.set(i, known != null ? next : Ops.where(alive, next, values.get(i)));
      }
      for (int i = 0; i < stacked; i++) {
        rows.get(i).add(results.get(1 + states + i));
      }
      Tensor goesOn = Shapes.reshape(results.get(0));
      alive = known != null ? goesOn : Ops.logicalAnd(alive, goesOn);
    }
    List<Tensor> all = new ArrayList<>(values);
    for (List<Tensor> row : rows) {
      if (row.isEmpty()) {
        throw call.unsupported("results of each of no rounds");
      }
      all.add(Shapes.stack(row, 0));
    }
    return all;
  }

  private static List<Tensor> scan(OpCall call) {
    GraphProto body = call.graph("body");
    int sequences = call.small("num_scan_inputs", 0);
    int states = call.inputs() - sequences;
    int stacked = body.getOutputCount() - states;
    if (sequences < 1 || states < 0 || stacked < 0) {
      throw call.wrong("has a body whose results do not fit its operands");
    }
    long[] axes = call.integers("scan_input_axes", sequences, 0);
    long[] directions = call.integers("scan_input_directions", sequences, 0);
    long[] outputAxes = call.integers("scan_output_axes", stacked, 0);
    long[] outputDirections = call.integers("scan_output_directions", stacked, 0);
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < sequences; i++) {
      Tensor x = call.in(states + i);
      Tensor first = Shapes.moveaxis(x, call.axis(axes[i], x.rank()), 0);
      inputs.add(directions[i] == 1 ? Shapes.flip(first, 0) : first);
    }
    LoopTrace.Result result = loop(call, call.all().subList(0, states), inputs, body);
    List<Tensor> all = new ArrayList<>(result.carries());
    for (int i = 0; i < stacked; i++) {
      Tensor y = result.outputs().get(i);
      Tensor ordered = outputDirections[i] == 1 ? Shapes.flip(y, 0) : y;
      all.add(Shapes.moveaxis(ordered, 0, call.axis(outputAxes[i], y.rank())));
    }
    return all;
  }

  private static LoopTrace.Result loop(
      OpCall call, List<Tensor> states, List<Tensor> sequences, GraphProto body) {
    int length = Math.toIntExact(sequences.get(0).dim(0));
    if (length < 1 || sequences.stream().anyMatch(s -> s.dim(0) != length)) {
      throw call.unsupported("sequences of length 0 or of different lengths");
    }
    return call.scope()
        .call()
        .scan(
            states,
            sequences,
            length,
            false,
            (loop, carries, slices) -> {
              List<Tensor> arguments = new ArrayList<>(carries);
              arguments.addAll(slices);
              List<Tensor> results = call.scope().inner(loop).run(body, arguments);
              return new LoopTrace.Step(
                  results.subList(0, carries.size()),
                  results.subList(carries.size(), results.size()));
            });
  }

  /**
   * The first version had a batch axis in front of everything, which is gone through one by one.
   */
  private static List<Tensor> oldScan(OpCall call) {
    GraphProto body = call.graph("body");
    int sequences = call.small("num_scan_inputs", 0);
    int states = call.inputs() - 1 - sequences;
    if (call.has(0)) {
      throw call.unsupported("sequence_lens");
    }
    if (sequences < 1 || states < 0) {
      throw call.wrong("has a body whose results do not fit its operands");
    }
    long[] directions = call.integers("directions", sequences, 0);
    long batch = call.in(1).dim(0);
    List<List<Tensor>> perRow = new ArrayList<>();
    for (long row = 0; row < batch; row++) {
      List<Tensor> carries = new ArrayList<>();
      for (int i = 0; i < states; i++) {
        carries.add(Shapes.index(call.in(1 + i), 0, row));
      }
      List<Tensor> inputs = new ArrayList<>();
      for (int i = 0; i < sequences; i++) {
        Tensor x = Shapes.index(call.in(1 + states + i), 0, row);
        inputs.add(directions[i] == 1 ? Shapes.flip(x, 0) : x);
      }
      LoopTrace.Result result = loop(call, carries, inputs, body);
      List<Tensor> all = new ArrayList<>(result.carries());
      all.addAll(result.outputs());
      perRow.add(all);
    }
    return IntStream.range(0, body.getOutputCount())
        .mapToObj(i -> Shapes.stack(perRow.stream().map(r -> r.get(i)).toList(), 0))
        .toList();
  }
}
