package io.trihorn.backend.tensorflow;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VariableDef;

/** The variables of a SavedModel: each is one, however many of its endpoints read it. */
final class SavedVariables {
  private final Map<Variable, Checkpoint.Cell> cells = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();

  /** A variable's cell, made when it is first asked for. */
  Checkpoint.Cell cell(Variable variable) {
    return cells.computeIfAbsent(
        variable,
        v -> {
          String wanted = "variables/" + EndpointGraph.legal(v.name());
          String name = wanted;
          for (int i = 1; !names.add(name); i++) {
            name = wanted + "_" + i;
          }
          return new Checkpoint.Cell(name, v.type());
        });
  }

  /** Whether an operation is of a variable itself: its handle, or what reads it. */
  boolean owns(String operation) {
    String suffix = Checkpoint.READ;
    return names.contains(operation)
        || operation.endsWith(suffix)
            && names.contains(operation.substring(0, operation.length() - suffix.length()));
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

  /** The operations of a variable itself. */
  static List<NodeDef> nodes(Checkpoint.Cell cell) {
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

  /**
   * Adds the variables to a SavedModel's graph, with what saves and restores them.
   *
   * @param trainable which of them training changes by gradient
   */
  void addTo(MetaGraphDef.Builder meta, Predicate<Variable> trainable) {
    if (cells.isEmpty()) {
      return;
    }
    List<Checkpoint.Cell> all = List.copyOf(cells.values());
    CollectionDef.BytesList.Builder variables = CollectionDef.BytesList.newBuilder();
    CollectionDef.BytesList.Builder trained = CollectionDef.BytesList.newBuilder();
    cells.forEach(
        (variable, cell) -> {
          meta.getGraphDefBuilder().addAllNode(nodes(cell)).addAllNode(initializer(cell));
          VariableDef definition = definition(cell, trainable.test(variable));
          variables.addValue(definition.toByteString());
          if (definition.getTrainable()) {
            trained.addValue(definition.toByteString());
          }
        });
    meta.getGraphDefBuilder().addAllNode(Checkpoint.nodes(all));
    meta.putCollectionDef("variables", CollectionDef.newBuilder().setBytesList(variables).build());
    meta.putCollectionDef(
        "trainable_variables", CollectionDef.newBuilder().setBytesList(trained).build());
    meta.setSaverDef(Checkpoint.saver());
  }

  /** The tensors that read some variables, as a collection of a graph. */
  CollectionDef collection(Collection<Variable> variables) {
    CollectionDef.NodeList.Builder tensors = CollectionDef.NodeList.newBuilder();
    variables.forEach(v -> tensors.addValue(Checkpoint.readName(cell(v)) + ":0"));
    return CollectionDef.newBuilder().setNodeList(tensors).build();
  }

  /** Python's loader wants an operation that gives a variable a first value. */
  private static List<NodeDef> initializer(Checkpoint.Cell cell) {
    TensorData zero = TensorData.zeros(TensorType.of(cell.type().dtype()));
    long[] dims = cell.type().dims();
    String zeros = cell.name() + "/Initializer/zeros";
    return List.of(
        Nodes.constant(zeros + "/dims", TensorProtos.of(TensorData.of(dims, dims.length))).build(),
        Nodes.constant(zeros + "/Const", TensorProtos.of(zero)).build(),
        Nodes.node("Fill", zeros, zeros + "/dims", zeros + "/Const")
            .putAttr("T", Nodes.type(cell.dtype()))
            .putAttr("index_type", Nodes.type(DataType.DT_INT64))
            .build(),
        Nodes.node("AssignVariableOp", cell.name() + "/Assign", cell.name(), zeros)
            .putAttr("dtype", Nodes.type(cell.dtype()))
            .build());
  }

  private static VariableDef definition(Checkpoint.Cell cell, boolean trainable) {
    return VariableDef.newBuilder()
        .setVariableName(cell.name() + ":0")
        .setInitialValueName(cell.name() + "/Initializer/zeros:0")
        .setInitializerName(cell.name() + "/Assign")
        .setSnapshotName(Checkpoint.readName(cell) + ":0")
        .setIsResource(true)
        .setTrainable(trainable)
        .build();
  }
}
