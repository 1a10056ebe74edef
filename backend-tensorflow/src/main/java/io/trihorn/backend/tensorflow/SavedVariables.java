package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphOperationByName;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/** The variables of a SavedModel: each is one, however many of its endpoints read it. */
final class SavedVariables {
  private final Map<Variable, Checkpoint.Cell> cells = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();

  /** A variable's cell, made when it is first asked for. */
  Checkpoint.Cell cell(Variable variable) {
    return cells.computeIfAbsent(
        variable,
        v -> {
          String wanted = "variables/" + v.name().replaceAll("[^A-Za-z0-9_./-]", "_");
          String name = wanted;
          for (int i = 1; !names.add(name); i++) {
            name = wanted + "_" + i;
          }
          return new Checkpoint.Cell(name, v.type());
        });
  }

  /** Adds the operations of some variables to a graph; gives their values in it. */
  Map<Variable, Wire> readIn(TF_Graph graph, Collection<Variable> read) {
    GraphDef.Builder added = GraphDef.newBuilder();
    read.forEach(v -> added.addAllNode(nodes(cell(v))));
    GraphDefs.add(added.build(), graph, options -> {});
    Map<Variable, Wire> values = new LinkedHashMap<>();
    for (Variable v : read) {
      String name = Checkpoint.readName(cell(v));
      values.put(v, new Wire(TF_GraphOperationByName(graph, name), 0, v.type()));
    }
    return values;
  }

  /** All variables that have been asked for. */
  Set<Variable> all() {
    return cells.keySet();
  }

  /** Values by the cells they go into. */
  Map<Checkpoint.Cell, TensorData> byCell(Map<Variable, TensorData> values) {
    Map<Checkpoint.Cell, TensorData> byCell = new LinkedHashMap<>();
    cells.forEach((variable, cell) -> byCell.put(cell, values.get(variable)));
    return byCell;
  }

  /** Adds the variables to a SavedModel's graph, with what saves and restores them. */
  void addTo(MetaGraphDef.Builder meta) {
    cells.values().forEach(cell -> meta.getGraphDefBuilder().addAllNode(nodes(cell)));
    meta.getGraphDefBuilder().addAllNode(Checkpoint.nodes(List.copyOf(cells.values())));
    meta.setSaverDef(Checkpoint.saver());
  }

  /** The operations of a variable itself. */
  private static List<NodeDef> nodes(Checkpoint.Cell cell) {
    return List.of(
        Nodes.node("VarHandleOp", cell.name())
            .putAttr("dtype", Nodes.type(cell.dtype()))
            .putAttr("shape", Nodes.shape(cell.type().dims()))
            .putAttr("shared_name", Nodes.text(cell.name()))
            .build(),
        Nodes.node("ReadVariableOp", Checkpoint.readName(cell), cell.name())
            .putAttr("dtype", Nodes.type(cell.dtype()))
            .build());
  }
}
