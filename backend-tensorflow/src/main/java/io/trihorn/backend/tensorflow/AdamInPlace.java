package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.optimizers.AdamUpdate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.internal.c_api.TF_Operation;

/**
 * Adam's steps, which TensorFlow's own operation makes in the memory of the variables: weights and
 * slots are there once, not once more for what they are about to be.
 */
final class AdamInPlace {
  private static final int STATE = 3;

  private AdamInPlace() {}

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
    Wire m = towards(emit, at.input(1), gradient, 1 - op.beta1());
    Wire square = emit.apply("Square", type, gradient);
    Wire v = towards(emit, at.input(2), square, 1 - op.beta2());
    Wire epsilon = emit.scalar(type.dtype(), op.epsilon());
    Wire width = emit.apply("AddV2", type, emit.apply("Sqrt", type, v), epsilon);
    Wire step = emit.apply("RealDiv", type, emit.apply("Mul", type, m, at.input(4)), width);
    return List.of(emit.apply("Sub", type, at.input(0), step), m, v);
  }

  private static Wire towards(Emitter emit, Wire from, Wire to, double share) {
    TensorType type = from.type();
    Wire way = emit.apply("Sub", type, to, from);
    Wire part = emit.apply("Mul", type, way, emit.scalar(type.dtype(), share));
    return emit.apply("AddV2", type, from, part);
  }

  /** The steps of a graph that read and assign three variables and do nothing else. */
  static List<Node> of(Graph graph) {
    Map<Value, Variable> reads = new HashMap<>();
    graph.reads().forEach((variable, value) -> reads.put(value, variable));
    Set<Value> needed = new HashSet<>(graph.outputs());
    graph.nodes().forEach(node -> needed.addAll(node.inputs()));
    List<Node> found = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof AdamUpdate
          && node.outputs().stream().noneMatch(needed::contains)
          && isInPlace(node, reads, graph.updates())) {
        found.add(node);
      }
    }
    return found;
  }

  private static boolean isInPlace(
      Node node, Map<Value, Variable> reads, Map<Variable, Value> updates) {
    Set<Variable> state = new HashSet<>();
    for (int i = 0; i < STATE; i++) {
      Variable variable = reads.get(node.input(i));
      if (variable == null || updates.get(variable) != node.outputs().get(i)) {
        return false;
      }
      state.add(variable);
    }
    return state.size() == STATE;
  }

  /**
   * Makes a step.
   *
   * @param handles of the three variables
   * @param gradient the gradient
   * @param alpha the learning rate with the bias correction in it
   * @param barrier what must have run before
   */
  static TF_Operation write(
      Emitter emit,
      AdamUpdate op,
      List<Wire> handles,
      Wire gradient,
      Wire alpha,
      TF_Operation barrier) {
    DataType dtype = gradient.dtype();
    Wire none = emit.scalar(dtype, 0);
    return emit.operation("ResourceApplyAdam")
        .in(handles.toArray(Wire[]::new))
        .in(none, none, alpha)
        .in(emit.scalar(dtype, op.beta1()), emit.scalar(dtype, op.beta2()))
        .in(emit.scalar(dtype, op.epsilon()), gradient)
        .after(barrier)
        .end();
  }
}
