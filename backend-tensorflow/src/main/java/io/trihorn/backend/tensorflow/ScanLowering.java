package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.tensorflow.FunctionLibrary.Parameter;
import io.trihorn.graph.Control.Scan;
import io.trihorn.graph.Graph;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lowering of {@link Scan}: a short one is written out step by step, which runs faster and lets
 * steps overlap; a long one becomes a loop whose sequences and per-step results are tensor lists,
 * which are read and filled in place. A turn of a loop costs about 25 microseconds where a step of
 * a small recurrent cell costs 13, so each turn does several steps.
 */
final class ScanLowering {
  /** Most operations that a scan is written out to. */
  static final int MOST_UNROLLED = 600;

  /** Most operations in the body of a loop, unless one step has more. */
  private static final int MOST_IN_TURN = 150;

  private ScanLowering() {}

  static void addTo(OpTable<Site, List<Wire>> table) {
    table.on(Scan.class, (op, at) -> isShort(op, at) ? unrolled(op, at) : looped(op, at));
  }

  private static boolean isShort(Scan op, Site at) {
    return !at.emit().functions().anyLength()
        && (long) op.length() * op.body().nodes().size() <= MOST_UNROLLED;
  }

  /** The number of steps in one turn of the loop; one where none may be left over. */
  private static int turn(Scan op, Site at) {
    int most = at.emit().functions().anyLength() ? 1 : MOST_IN_TURN;
    return Math.max(1, Math.min(op.length(), most / Math.max(1, op.body().nodes().size())));
  }

  /** The body's results for these arguments. */
  private static List<Wire> step(Graph body, List<Wire> arguments, Emitter emit) {
    Map<Value, Wire> given = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      given.put(body.parameters().get(i), arguments.get(i));
    }
    Map<Value, Wire> wires = Lowerings.lower(body, given, emit);
    return body.outputs().stream().map(wires::get).toList();
  }

  private static List<Wire> unrolled(Scan op, Site at) {
    Emitter emit = at.emit();
    int first = op.carries() + op.sequences();
    List<List<Wire>> slices = new ArrayList<>();
    for (Wire sequence : at.inputs().subList(op.carries(), first)) {
      slices.add(unpack(emit, sequence));
    }
    List<Wire> invariants = at.inputs().subList(first, at.inputs().size());
    List<Wire> carries = at.inputs().subList(0, op.carries());
    List<List<Wire>> results = new ArrayList<>();
    for (int i = 0; i < op.length(); i++) {
      int position = op.reverse() ? op.length() - 1 - i : i;
      List<Wire> arguments = new ArrayList<>(carries);
      slices.forEach(parts -> arguments.add(parts.get(position)));
      arguments.addAll(invariants);
      List<Wire> outputs = step(op.body(), arguments, emit);
      carries = outputs.subList(0, op.carries());
      results.add(outputs.subList(op.carries(), outputs.size()));
    }
    if (op.reverse()) {
      Collections.reverse(results);
    }
    List<Wire> all = new ArrayList<>(carries);
    for (int r = op.carries(); r < at.node().outputs().size(); r++) {
      int which = r - op.carries();
      List<Wire> parts = results.stream().map(outputs -> outputs.get(which)).toList();
      all.add(emit.operation("Pack").inList(parts).to(at.node().outputs().get(r).type()));
    }
    return all;
  }

  private static List<Wire> unpack(Emitter emit, Wire sequence) {
    int length = Math.toIntExact(sequence.dim(0));
    return emit.operation("Unpack")
        .in(sequence)
        .attribute("num", length)
        .to(Collections.nCopies(length, element(sequence.type())));
  }

  private static TensorType element(TensorType stacked) {
    long[] dims = stacked.dims();
    return stacked.withShape(Arrays.copyOfRange(dims, 1, dims.length));
  }

  /** The state of a loop begins with the position of the next step and the turns to go. */
  private static final int COUNTS = 2;

  private static List<Wire> looped(Scan op, Site at) {
    Emitter emit = at.emit();
    int first = op.carries() + op.sequences();
    int turn = turn(op, at);
    int rest = op.length() % turn;
    List<TensorType> stacked =
        at.node().outputTypes().subList(op.carries(), at.node().outputs().size());
    List<Wire> state = new ArrayList<>();
    state.add(emit.scalar(DataType.INT32, op.reverse() ? op.length() - 1 : 0));
    state.add(emit.scalar(DataType.INT32, op.length() / turn));
    state.addAll(at.inputs().subList(0, op.carries()));
    for (Wire sequence : at.inputs().subList(op.carries(), first)) {
      state.add(fromTensor(emit, sequence));
    }
    state.addAll(at.inputs().subList(first, at.inputs().size()));
    stacked.forEach(type -> state.add(reserve(emit, element(type), op.length())));

    List<Parameter> parameters = state.stream().map(Parameter::of).toList();
    String condition =
        emit.functions()
            .define("more", emit, parameters, (inner, in) -> List.of(isMore(inner, in)));
    String body =
        emit.functions()
            .define("turn", emit, parameters, (inner, in) -> loopTurn(inner, in, op, at));
    // The attribute asks for native control flow in place of function calls at each step.
    List<Wire> results =
        emit.operation("StatelessWhile")
            .inList(state)
            .types("T", parameters.stream().mapToInt(Parameter::code).toArray())
            .function("cond", condition)
            .function("body", body)
            .attribute("_lower_using_switch_merge", true)
            .to(new ArrayList<>(state.stream().map(Wire::type).toList()));
    for (int i = op.length() - rest; i < op.length(); i++) {
      int position = op.reverse() ? op.length() - 1 - i : i;
      results = loopStep(emit, results, emit.scalar(DataType.INT32, position), op, at);
    }
    List<Wire> all = new ArrayList<>(results.subList(COUNTS, COUNTS + op.carries()));
    int lists = results.size() - stacked.size();
    for (int i = 0; i < stacked.size(); i++) {
      all.add(stack(emit, results.get(lists + i), stacked.get(i)));
    }
    return all;
  }

  private static Wire isMore(Emitter emit, List<Wire> state) {
    Wire none = emit.scalar(DataType.INT32, 0);
    return emit.apply("Less", TensorType.of(DataType.BOOLEAN), none, state.get(1));
  }

  private static List<Wire> loopTurn(Emitter emit, List<Wire> state, Scan op, Site at) {
    int turn = turn(op, at);
    List<Wire> next = state;
    for (int i = 0; i < turn; i++) {
      next = loopStep(emit, next, moved(emit, state.get(0), op.reverse() ? -i : i), op, at);
    }
    List<Wire> all = new ArrayList<>(next);
    all.set(0, moved(emit, state.get(0), op.reverse() ? -turn : turn));
    all.set(1, moved(emit, state.get(1), -1));
    return all;
  }

  private static Wire moved(Emitter emit, Wire count, int by) {
    return by == 0
        ? count
        : emit.apply("AddV2", count.type(), count, emit.scalar(DataType.INT32, by));
  }

  private static List<Wire> loopStep(
      Emitter emit, List<Wire> state, Wire position, Scan op, Site at) {
    List<Wire> arguments = new ArrayList<>(state.subList(COUNTS, COUNTS + at.inputs().size()));
    for (int i = op.carries(); i < op.carries() + op.sequences(); i++) {
      arguments.set(i, item(emit, arguments.get(i), position, element(at.input(i).type())));
    }
    List<Wire> outputs = step(op.body(), arguments, emit);
    List<Wire> next = new ArrayList<>(state);
    for (int i = 0; i < op.carries(); i++) {
      next.set(COUNTS + i, outputs.get(i));
    }
    for (int i = op.carries(); i < outputs.size(); i++) {
      int list = COUNTS + at.inputs().size() + i - op.carries();
      next.set(list, setItem(emit, state.get(list), position, outputs.get(i)));
    }
    return next;
  }

  private static Wire shape(Emitter emit, TensorType type) {
    return emit.ints(type.dims());
  }

  private static Wire fromTensor(Emitter emit, Wire sequence) {
    return emit.operation("TensorListFromTensor")
        .in(sequence, shape(emit, element(sequence.type())))
        .toHandle();
  }

  private static Wire reserve(Emitter emit, TensorType element, int length) {
    return emit.operation("TensorListReserve")
        .in(shape(emit, element), emit.scalar(DataType.INT32, length))
        .type("element_dtype", element.dtype())
        .toHandle();
  }

  private static Wire item(Emitter emit, Wire list, Wire position, TensorType element) {
    return emit.operation("TensorListGetItem")
        .in(list, position, shape(emit, element))
        .type("element_dtype", element.dtype())
        .to(element);
  }

  private static Wire setItem(Emitter emit, Wire list, Wire position, Wire item) {
    return emit.operation("TensorListSetItem").in(list, position, item).toHandle();
  }

  private static Wire stack(Emitter emit, Wire list, TensorType type) {
    return emit.operation("TensorListStack")
        .in(list, shape(emit, element(type)))
        .type("element_dtype", type.dtype())
        .to(type);
  }
}
