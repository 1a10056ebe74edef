package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.GraphProto;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.LoopTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Branches and loops: what shapes depend on is known when the model is traced, or computed before.
 */
final class ControlOperators {
  /** Loops are unrolled; longer ones are not what such models are for. */
  private static final int ROUNDS = 4096;

  private static final String CONDITION = "the condition of a round";

  private ControlOperators() {}

  static void addTo(Operators.Builder table) {
    table.add("If", ControlOperators::branch);
    table.add("Loop", ControlOperators::loop);
    table.add("Scan", 8, ControlOperators::oldScan);
    table.add("Scan", 9, ControlOperators::scan);
  }

  /**
   * A branch on a known condition, else both, of which one result is chosen; where that cannot be
   * the condition is computed first.
   */
  private static List<Tensor> branch(OpCall call) {
    TensorData known = call.tryKnown(0);
    if (known != null) {
      return taken(call, known);
    }
    List<Tensor> yes;
    List<Tensor> no;
    try {
      yes = call.scope().inner().run(call.graph("then_branch"), List.of());
      no = call.scope().inner().run(call.graph("else_branch"), List.of());
    } catch (UnknownValueException e) {
      throw e;
    } catch (OnnxImportException e) {
      // It may not be the branch that is taken.
      String why = "chooses a branch that cannot be computed (" + e.getMessage() + ")";
      if (call.mayBecomeKnown(0)) {
        return taken(call, call.known(0, why));
      }
      throw new OnnxImportException(call + ": the condition " + why, e.unsupported());
    }
    Tensor condition = Shapes.reshape(call.in(0));
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < Math.min(yes.size(), no.size()); i++) {
      if (!yes.get(i).type().equals(no.get(i).type())) {
        String why =
            "chooses between results of the types %s and %s"
                .formatted(yes.get(i).type(), no.get(i).type());
        return taken(call, call.known(0, why));
      }
      results.add(Ops.where(condition, yes.get(i), no.get(i)));
    }
    return results;
  }

  private static List<Tensor> taken(OpCall call, TensorData condition) {
    String taken = condition.getDouble(0) != 0 ? "then_branch" : "else_branch";
    return call.scope().inner().run(call.graph(taken), List.of());
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
    // Where the number of rounds must be known, each round's condition is.
    boolean counted = stacked > 0 || most > ROUNDS;
    for (long round = 0; round < most; round++) {
      TensorData known =
          counted
              ? call.settled(alive, CONDITION, "decides about the number of rounds")
              : call.scope().knowns().find(alive.value());
      if (known != null && known.getDouble(0) == 0) {
        break;
      }
      if (round >= ROUNDS) {
        throw call.unsupported("a number of rounds above " + ROUNDS);
      }
      List<Tensor> results = round(call, body, round, alive, values);
      if (known == null && !types(results.subList(1, 1 + states)).equals(types(values))) {
        known = call.settled(alive, CONDITION, "decides about the shape of a state");
        if (known.getDouble(0) == 0) {
          break;
        }
      }
      for (int i = 0; i < states; i++) {
        Tensor next = results.get(i + 1);
        values.set(i, known != null ? next : Ops.where(alive, next, values.get(i)));
      }
      for (int i = 0; i < stacked; i++) {
        rows.get(i).add(results.get(1 + states + i));
      }
      Tensor goesOn = Shapes.reshape(results.get(0));
      alive = known != null ? goesOn : Ops.logicalAnd(alive, goesOn);
    }
    List<Tensor> all = new ArrayList<>(values);
    if (stacked > 0 && rows.get(0).isEmpty()) {
      List<Tensor> results = round(call, body, 0, alive, values);
      results.subList(1 + states, results.size()).forEach(y -> all.add(none(call, y)));
    } else {
      rows.forEach(row -> all.add(Shapes.stack(row, 0)));
    }
    return all;
  }

  private static List<Tensor> round(
      OpCall call, GraphProto body, long round, Tensor alive, List<Tensor> values) {
    List<Tensor> arguments = new ArrayList<>();
    arguments.add(call.constant(TensorData.scalar(DataType.INT64, round)));
    arguments.add(alive);
    arguments.addAll(values);
    return call.scope().inner().run(body, arguments);
  }

  private static List<TensorType> types(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::type).toList();
  }

  /** The results of no rounds, each of which would be as this one. */
  private static Tensor none(OpCall call, Tensor one) {
    long[] dims = Values.join(new long[] {0}, one.type().dims());
    return call.constant(TensorData.zeros(one.type().withShape(dims)));
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
