package io.trihorn.ndarray.pending;

import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a program is compiled from and found again by: operations, and where their values are.
 *
 * @param structure the operations
 * @param leaves for each leaf the variable that has it, or null where it is fed
 * @param outputs for each output the variable that gets it, or null where it is given out
 */
record Placement(Structure structure, List<Variable> leaves, List<Variable> outputs) {
  /** What caches keep of it. */
  Placement remembered() {
    return new Placement(structure.remembered(), leaves, outputs);
  }

  /** How many outputs are given out. */
  int given() {
    int count = 0;
    for (Variable variable : outputs) {
      if (variable == null) {
        count++;
      }
    }
    return count;
  }

  /** The program. */
  Graph graph() {
    GraphBuilder builder = new GraphBuilder();
    List<Tensor> parameters = new ArrayList<>();
    List<TensorType> types = structure.leaves();
    for (int i = 0; i < types.size(); i++) {
      Variable variable = leaves.get(i);
      Value value =
          variable == null ? builder.parameter("x" + i, types.get(i)) : builder.read(variable);
      parameters.add(new Tensor(builder, value));
    }
    List<Tensor> results = structure.apply(parameters);
    List<Value> given = new ArrayList<>();
    Map<Variable, Value> updates = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      Variable variable = outputs.get(i);
      if (variable == null) {
        given.add(results.get(i).value());
      } else {
        updates.put(variable, results.get(i).value());
      }
    }
    return builder.build(given, updates);
  }
}
