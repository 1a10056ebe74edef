package io.trihorn.model;

import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Variable;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Stages;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A trace in which variables have the values of tensors, rather than of a store. */
final class ValuedTrace extends Trace {
  private final Map<Variable, Tensor> given = new HashMap<>();
  private final Set<Variable> asked = new HashSet<>();

  /**
   * A trace.
   *
   * @param stages what was computed before; null where the graph must be all of what is run
   * @param values of the weights, in their order, and maybe more after them
   */
  ValuedTrace(
      GraphBuilder builder,
      boolean training,
      Stages stages,
      List<Weight> weights,
      List<Tensor> values) {
    super(builder, training, stages);
    for (int i = 0; i < weights.size(); i++) {
      given.put(weights.get(i).variable(), values.get(i));
    }
  }

  /** The variables whose values were needed. */
  Set<Variable> asked() {
    return asked;
  }

  @Override
  protected Tensor before(Variable variable) {
    asked.add(variable);
    Tensor value = given.get(variable);
    return value == null ? super.before(variable) : value;
  }
}
