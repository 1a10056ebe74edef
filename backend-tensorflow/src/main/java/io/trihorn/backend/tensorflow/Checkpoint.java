package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_CloseSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphOperationByName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.TensorProto;

/**
 * TensorFlow's checkpoints of variables: writes one, and the operations with which a graph reads
 * one again. They are called as those of Python's {@code Saver}.
 */
final class Checkpoint {
  /** What the name of the operation that reads a variable ends with. */
  static final String READ = "/Read/ReadVariableOp";

  private static final String FILE = "save/Const";

  private Checkpoint() {}

  /** A variable in a graph. */
  record Cell(String name, TensorType type) {
    DataType dtype() {
      return DataType.forNumber(Dtypes.code(type.dtype()));
    }
  }

  /** The operations, for variables whose handles are called by their names. */
  static List<NodeDef> nodes(List<Cell> cells) {
    List<NodeDef> nodes = new ArrayList<>();
    nodes.add(Nodes.constant("save/filename/input", TensorProtos.string("model")).build());
    nodes.add(
        Nodes.node("PlaceholderWithDefault", FILE, "save/filename/input")
            .putAttr("dtype", Nodes.type(DataType.DT_STRING))
            .putAttr("shape", Nodes.shape())
            .build());
    keys(nodes, cells);
    NodeDef.Builder save = saving(FILE, cells);
    NodeDef.Builder all = Nodes.node("NoOp", "save/restore_all");
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      save.addInput(readName(cell));
      nodes.add(
          Nodes.node(
                  "AssignVariableOp",
                  "save/Assign_" + i,
                  cell.name(),
                  i == 0 ? "save/RestoreV2" : "save/RestoreV2:" + i)
              .putAttr("dtype", Nodes.type(cell.dtype()))
              .build());
      all.addInput("^save/Assign_" + i);
    }
    nodes.add(save.build());
    nodes.add(
        Nodes.node("Identity", "save/control_dependency", FILE, "^save/SaveV2")
            .putAttr("T", Nodes.type(DataType.DT_STRING))
            .build());
    nodes.add(
        Nodes.node("RestoreV2", "save/RestoreV2", FILE, "save/names", "save/slices")
            .putAttr("dtypes", Nodes.types(cells.stream().map(Cell::dtype).toList()))
            .build());
    nodes.add(all.build());
    return nodes;
  }

  /** The name of the operation that reads a variable. */
  static String readName(Cell cell) {
    return cell.name() + READ;
  }

  /** How a graph with the operations says which they are. */
  static SaverDef saver() {
    return SaverDef.newBuilder()
        .setFilenameTensorName(FILE + ":0")
        .setSaveTensorName("save/control_dependency:0")
        .setRestoreOpName("save/restore_all")
        .setVersion(SaverDef.CheckpointFormatVersion.V2)
        .build();
  }

  private static void keys(List<NodeDef> nodes, List<Cell> cells) {
    TensorProto names = TensorProtos.strings(cells.stream().map(Cell::name).toList());
    TensorProto slices = TensorProtos.strings(Collections.nCopies(cells.size(), ""));
    nodes.add(Nodes.constant("save/names", names).build());
    nodes.add(Nodes.constant("save/slices", slices).build());
  }

  private static NodeDef.Builder saving(String file, List<Cell> cells) {
    return Nodes.node("SaveV2", "save/SaveV2", file, "save/names", "save/slices")
        .putAttr("dtypes", Nodes.types(cells.stream().map(Cell::dtype).toList()));
  }

  /** Writes the values of variables. */
  static void write(Engine engine, Path prefix, Map<Cell, TensorData> values) {
    List<Cell> cells = List.copyOf(values.keySet());
    List<NodeDef> nodes = new ArrayList<>();
    nodes.add(Nodes.constant(FILE, TensorProtos.string(prefix.toString())).build());
    keys(nodes, cells);
    NodeDef.Builder save = saving(FILE, cells);
    for (int i = 0; i < cells.size(); i++) {
      nodes.add(
          Nodes.node("Placeholder", "value_" + i)
              .putAttr("dtype", Nodes.type(cells.get(i).dtype()))
              .putAttr("shape", Nodes.shape(cells.get(i).type().dims()))
              .build());
      save.addInput("value_" + i);
    }
    GraphDef graph = GraphDef.newBuilder().addAllNode(nodes).addNode(save).build();
    run(engine, graph, cells, cells.stream().map(values::get).toList());
  }

  private static void run(
      Engine engine, GraphDef message, List<Cell> cells, List<TensorData> values) {
    TF_Graph graph = TF_NewGraph();
    try {
      GraphDefs.add(message, graph, options -> {});
      TF_Session session = engine.newSession(graph);
      try (Status status = new Status()) {
        List<Wire> feeds =
            IntStream.range(0, cells.size())
                .mapToObj(
                    i ->
                        new Wire(
                            TF_GraphOperationByName(graph, "value_" + i), 0, cells.get(i).type()))
                .toList();
        new SessionCall(
                session,
                null,
                "writing a checkpoint",
                feeds,
                List.of(),
                TF_GraphOperationByName(graph, "save/SaveV2"))
            .run(values, List.of());
        TF_CloseSession(session, status.handle());
        TF_DeleteSession(session, status.handle());
      }
    } finally {
      TF_DeleteGraph(graph);
    }
  }
}
