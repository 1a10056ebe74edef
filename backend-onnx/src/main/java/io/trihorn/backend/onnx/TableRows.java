package io.trihorn.backend.onnx;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.AddedRows;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Variables that get rows added, as tables of embeddings do. The engine makes all of a new value in
 * new memory; so a program gives the rows and where they go, and they are added in the variable's
 * memory when it has run.
 *
 * @param graph what is left to compile: the rows of each variable are outputs behind its own,
 *     positions {@code (k, 1)} and then rows {@code (k, ...)}
 * @param variables whose rows they are
 */
record TableRows(Graph graph, List<Variable> variables) {
  /** Takes what can be added in place out of a graph's updates. */
  static TableRows of(Graph graph) {
    List<AddedRows> found =
        AddedRows.of(graph).stream()
            .filter(added -> OnnxMemory.addsRows(added.variable().type().dtype()))
            .toList();
    if (found.isEmpty()) {
      return new TableRows(graph, List.of());
    }
    GraphBuilder builder = new GraphBuilder(graph);
    List<Value> outputs = new ArrayList<>(graph.outputs());
    Map<Variable, Value> updates = new LinkedHashMap<>(graph.updates());
    for (AddedRows added : found) {
      outputs.add(positions(builder, added));
      outputs.add(added.rows());
      updates.remove(added.variable());
    }
    return new TableRows(
        builder.build(outputs, updates), found.stream().map(AddedRows::variable).toList());
  }

  /** The indices, none of which is outside. */
  private static Value positions(GraphBuilder builder, AddedRows added) {
    Primitives p = new Primitives(builder);
    Value indices = p.cast(added.indices(), DataType.INT64);
    Value first = p.binary(BinaryKind.MAX, indices, p.scalarLike(indices, 0));
    long last = added.variable().type().dim(0) - 1;
    Value within = p.binary(BinaryKind.MIN, first, p.scalarLike(indices, last));
    return p.reshape(within, new Shape(indices.type().dim(0), 1));
  }

  /** The types of the positions and the rows of one of the variables. */
  List<TensorType> types(int i) {
    List<TensorType> types = graph.outputTypes();
    int first = types.size() - 2 * (variables.size() - i);
    return types.subList(first, first + 2);
  }
}
