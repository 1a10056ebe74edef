package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.composites.AdamUpdate;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.internal.c_api.TF_Operation;

/**
 * Adam's steps in the memory of the variables: weights and slots are there once, not once more for
 * what they are about to be.
 *
 * <p>TensorFlow's own operation for a step takes the rates of decay in the type of the weights and
 * computes 1 - 0.999 with them, which is off by 5e-5 of it in float32.
 */
final class AdamInPlace {
  private static final int STATE = 3;

  private final Node node;
  private final List<Variable> state;

  private AdamInPlace(Node node, List<Variable> state) {
    this.node = node;
    this.state = state;
  }

  static boolean claims(List<TensorType> inputs) {
    TensorType w = inputs.get(0);
    boolean known = w.dtype() == DataType.FLOAT32 || w.dtype() == DataType.FLOAT64;
    return known && inputs.subList(0, STATE + 1).stream().allMatch(w::equals);
  }

  /** The step as values, where something else needs them. */
  static List<Wire> lower(AdamUpdate op, Site at) {
    Emitter emit = at.emit();
    Wire gradient = at.input(STATE);
    TensorType type = gradient.type();
    Wire m =
        emit.apply("AddV2", type, at.input(1), way(emit, at.input(1), gradient, 1 - op.beta1()));
    Wire square = emit.apply("Square", type, gradient);
    Wire v = emit.apply("AddV2", type, at.input(2), way(emit, at.input(2), square, 1 - op.beta2()));
    Wire step = step(emit, op, m, v, at.input(STATE + 1));
    return List.of(emit.apply("Sub", type, at.input(0), step), m, v);
  }

  /** A share of the way from one value to another. */
  private static Wire way(Emitter emit, Wire from, Wire to, double share) {
    TensorType type = from.type();
    Wire whole = emit.apply("Sub", type, to, from);
    return emit.apply("Mul", type, whole, emit.scalar(type.dtype(), share));
  }

  private static Wire step(Emitter emit, AdamUpdate op, Wire m, Wire v, Wire alpha) {
    TensorType type = m.type();
    Wire epsilon = emit.scalar(type.dtype(), op.epsilon());
    Wire width = emit.apply("AddV2", type, emit.apply("Sqrt", type, v), epsilon);
    return emit.apply("RealDiv", type, emit.apply("Mul", type, m, alpha), width);
  }

  /** The steps of a graph that read and assign three variables and do nothing else. */
  static List<AdamInPlace> of(Graph graph) {
    Map<Value, Variable> reads = new HashMap<>();
    graph.reads().forEach((variable, value) -> reads.put(value, variable));
    Set<Value> needed = new HashSet<>(graph.outputs());
    graph.nodes().forEach(node -> needed.addAll(node.inputs()));
    List<AdamInPlace> found = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof AdamUpdate && node.outputs().stream().noneMatch(needed::contains)) {
        List<Variable> state = node.inputs().subList(0, STATE).stream().map(reads::get).toList();
        if (isInPlace(node, state, graph.updates())) {
          found.add(new AdamInPlace(node, state));
        }
      }
    }
    return found;
  }

  private static boolean isInPlace(Node node, List<Variable> state, Map<Variable, Value> updates) {
    return new HashSet<>(state).size() == STATE
        && IntStream.range(0, STATE)
            .allMatch(
                i -> state.get(i) != null && updates.get(state.get(i)) == node.outputs().get(i));
  }

  /** The step in the graph. */
  Node node() {
    return node;
  }

  /**
   * Makes the step.
   *
   * @param handle gives the handle of a variable
   * @param wires what is computed, the gradient and the learning rate among it
   * @param barrier what must have run before
   */
  TF_Operation write(
      Emitter emit, Function<Variable, Wire> handle, Map<Value, Wire> wires, TF_Operation barrier) {
    AdamUpdate op = (AdamUpdate) node.op();
    List<Wire> handles = state.stream().map(handle).toList();
    Wire gradient = wires.get(node.input(STATE));
    Wire alpha = wires.get(node.input(STATE + 1));
    TensorType type = gradient.type();
    Wire m = read(emit, type, handles.get(1), barrier);
    TF_Operation first = add(emit, handles.get(1), way(emit, m, gradient, 1 - op.beta1()));
    Wire v = read(emit, type, handles.get(2), first);
    // Not before, so that it takes the gradient's place.
    Wire square = emit.operation("Square").in(gradient).after(first).to(type);
    TF_Operation second = add(emit, handles.get(2), way(emit, v, square, 1 - op.beta2()));
    Wire step =
        step(
            emit,
            op,
            read(emit, type, handles.get(1), second),
            read(emit, type, handles.get(2), second),
            alpha);
    return emit.operation("AssignSubVariableOp").in(handles.get(0), step).end();
  }

  private static Wire read(Emitter emit, TensorType type, Wire handle, TF_Operation after) {
    return emit.operation("ReadVariableOp")
        .in(handle)
        .type("dtype", type.dtype())
        .after(after)
        .to(type);
  }

  private static TF_Operation add(Emitter emit, Wire handle, Wire part) {
    return emit.operation("AssignAddVariableOp").in(handle, part).end();
  }
}
