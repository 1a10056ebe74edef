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
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject.SerializedTensor;

/**
 * TensorFlow's checkpoints of variables: writes one, and the operations with which a graph reads
 * one again. They are called as those of Python's {@code Saver}.
 */
final class Checkpoint {
  /** What the name of the operation that reads a variable ends with. */
  static final String READ = "/Read/ReadVariableOp";

  /** Under which Python's loader looks for the objects that have the variables. */
  private static final String OBJECTS = "_CHECKPOINTABLE_OBJECT_GRAPH";

  /** The name of a variable's value among what its object has. */
  private static final String VALUE = "VARIABLE_VALUE";

  private static final String FILE = "save/Const";

  private Checkpoint() {}

  /** A variable in a graph. */
  record Cell(String name, TensorType type) {
    DataType dtype() {
      return DataType.forNumber(Dtypes.code(type.dtype()));
    }

    /** Where its value is in a checkpoint; Python's loader takes such apart. */
    private String key() {
      return name + "/.ATTRIBUTES/" + VALUE;
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
    NodeDef.Builder all = Nodes.node("NoOp", "save/restore_all");
    NodeDef.Builder saved = Nodes.node("Identity", "save/control_dependency", FILE);
    saved.putAttr("T", Nodes.type(DataType.DT_STRING));
    if (cells.isEmpty()) {
      nodes.add(all.build());
      nodes.add(saved.build());
      return nodes;
    }
    keys(nodes, keys(cells));
    NodeDef.Builder save = saving(FILE, dtypes(cells));
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
    nodes.add(saved.addInput("^save/SaveV2").build());
    nodes.add(
        Nodes.node("RestoreV2", "save/RestoreV2", FILE, "save/names", "save/slices")
            .putAttr("dtypes", Nodes.types(dtypes(cells)))
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

  private static List<String> keys(List<Cell> cells) {
    return cells.stream().map(Cell::key).toList();
  }

  private static List<DataType> dtypes(List<Cell> cells) {
    return cells.stream().map(Cell::dtype).toList();
  }

  private static void keys(List<NodeDef> nodes, List<String> keys) {
    TensorProto slices = TensorProtos.strings(Collections.nCopies(keys.size(), ""));
    nodes.add(Nodes.constant("save/names", TensorProtos.strings(keys)).build());
    nodes.add(Nodes.constant("save/slices", slices).build());
  }

  private static NodeDef.Builder saving(String file, List<DataType> dtypes) {
    return Nodes.node("SaveV2", "save/SaveV2", file, "save/names", "save/slices")
        .putAttr("dtypes", Nodes.types(dtypes));
  }

  /** How the object of a variable says where its value is. */
  static SerializedTensor place(Cell cell) {
    return SerializedTensor.newBuilder()
        .setName(VALUE)
        .setFullName(cell.name())
        .setCheckpointKey(cell.key())
        .build();
  }

  /**
   * Writes the values of variables.
   *
   * @param objects the objects that have them
   */
  static void write(
      Engine engine, Path prefix, Map<Cell, TensorData> values, TrackableObjectGraph objects) {
    List<Cell> cells = List.copyOf(values.keySet());
    List<String> keys = new ArrayList<>(keys(cells));
    List<DataType> dtypes = new ArrayList<>(dtypes(cells));
    keys.add(OBJECTS);
    dtypes.add(DataType.DT_STRING);
    List<NodeDef> nodes = new ArrayList<>();
    nodes.add(Nodes.constant(FILE, TensorProtos.string(prefix.toString())).build());
    nodes.add(Nodes.constant("objects", TensorProtos.bytes(objects.toByteString())).build());
    keys(nodes, keys);
    NodeDef.Builder save = saving(FILE, dtypes);
    for (int i = 0; i < cells.size(); i++) {
      nodes.add(
          Nodes.node("Placeholder", "value_" + i)
              .putAttr("dtype", Nodes.type(cells.get(i).dtype()))
              .putAttr("shape", Nodes.shape(cells.get(i).type().dims()))
              .build());
      save.addInput("value_" + i);
    }
    save.addInput("objects");
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
