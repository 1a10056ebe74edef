package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Version;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.export.Ports;
import io.trihorn.export.Traces;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.layers.base.OpenAxes;
import io.trihorn.model.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VariableDef;

/** Writes the prediction of a model as a SavedModel. */
final class SavedModelExport {
  static final String SIGNATURE = "serving_default";

  /** The name that Keras gives the same: its {@code TFSMLayer} looks for this one. */
  private static final String ENDPOINT = "serve";

  private final Engine engine;
  private final Model model;
  private final Ports ports;
  private final Map<Variable, Checkpoint.Cell> cells = new LinkedHashMap<>();

  private SavedModelExport(Engine engine, Model model) {
    this.engine = engine;
    this.model = model;
    this.ports = Ports.ofSignature(model);
  }

  static void write(Engine engine, Model model, Path directory, List<Shape> inputShapes) {
    new SavedModelExport(engine, model).write(directory, inputShapes);
  }

  private void write(Path directory, List<Shape> inputShapes) {
    TensorflowBackend backend = new TensorflowBackend();
    List<Shape> shapes = Ports.shapes(model, inputShapes);
    boolean anyLength = OpenAxes.of(shapes).anyInner();
    GraphDef graph =
        Traces.merge(
            model,
            shapes,
            g -> GraphCompiler.prepareTrace(backend, g, Device.cpu()),
            graphs -> OpenGraph.merge(graphs.stream().map(g -> emit(g, anyLength)).toList()));
    Directories.replace(
        directory,
        fresh -> {
          if (!cells.isEmpty()) {
            Files.createDirectories(fresh.resolve("variables"));
            Map<Checkpoint.Cell, TensorData> values = new LinkedHashMap<>();
            model.undisturbed(
                () -> {
                  cells.forEach((variable, cell) -> values.put(cell, model.value(variable)));
                  return null;
                });
            Checkpoint.write(engine, fresh.resolve("variables/variables"), values);
          }
          Files.write(fresh.resolve("saved_model.pb"), message(graph).toByteArray());
        });
  }

  /** One trace as a TensorFlow graph; variables keep the names they get in the first. */
  private OpenGraph.Written emit(Graph graph, boolean anyLength) {
    TF_Graph target = TF_NewGraph();
    try {
      FunctionLibrary functions = new FunctionLibrary(target, anyLength);
      Emitter emit = new Emitter(target, "", engine.kernels(), functions, "");
      Map<Value, Wire> given = new HashMap<>();
      for (int i = 0; i < ports.inputs().size(); i++) {
        Value parameter = graph.parameters().get(i);
        TensorType type = parameter.type();
        given.put(
            parameter,
            emit.named("Placeholder", input(i))
                .type("dtype", type.dtype())
                .shape("shape", type.dims())
                .to(type));
      }
      graph.reads().forEach((variable, value) -> given.put(value, read(emit, variable)));
      Map<Value, Wire> wires = Lowerings.lower(graph, given, emit);
      for (int i = 0; i < ports.outputs().size(); i++) {
        Wire wire = wires.get(graph.outputs().get(i));
        emit.named("Identity", output(i)).in(wire).to(wire.type());
      }
      return new OpenGraph.Written(
          GraphDefs.of(target), StaticShapes.of(target), Map.copyOf(functions.defined()));
    } finally {
      TF_DeleteGraph(target);
    }
  }

  private String input(int i) {
    return SIGNATURE + "_" + legal(ports.inputs().get(i)) + (i == 0 ? "" : "_" + i);
  }

  private String output(int i) {
    return "output_" + i;
  }

  /** A name in the characters that TensorFlow has in the names of operations. */
  private static String legal(String name) {
    return name.replaceAll("[^A-Za-z0-9_./-]", "_");
  }

  private Wire read(Emitter emit, Variable variable) {
    Set<String> taken = new HashSet<>();
    cells.values().forEach(c -> taken.add(c.name()));
    Checkpoint.Cell cell =
        cells.computeIfAbsent(
            variable,
            v -> {
              String wanted = "variables/" + legal(v.name());
              String name = wanted;
              for (int i = 1; taken.contains(name); i++) {
                name = wanted + "_" + i;
              }
              return new Checkpoint.Cell(name, v.type());
            });
    Wire handle =
        emit.named("VarHandleOp", cell.name())
            .type("dtype", variable.type().dtype())
            .shape("shape", variable.type().dims())
            .attribute("shared_name", cell.name())
            .toHandle();
    return emit.named("ReadVariableOp", Checkpoint.readName(cell))
        .in(handle)
        .type("dtype", variable.type().dtype())
        .to(variable.type());
  }

  private SavedModel message(GraphDef graph) {
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
    meta.getMetaInfoDefBuilder().addTags("serve").setTensorflowVersion(TF_Version().getString());
    meta.putSignatureDef(SIGNATURE, signature(graph));
    meta.putSignatureDef(ENDPOINT, signature(graph));
    GraphDef.Builder whole = graph.toBuilder();
    if (!cells.isEmpty()) {
      List<Checkpoint.Cell> all = List.copyOf(cells.values());
      whole.addAllNode(Checkpoint.nodes(all));
      CollectionDef.BytesList.Builder variables = CollectionDef.BytesList.newBuilder();
      for (Checkpoint.Cell cell : all) {
        whole.addAllNode(initializer(cell));
        variables.addValue(definition(cell).toByteString());
      }
      CollectionDef collection = CollectionDef.newBuilder().setBytesList(variables).build();
      meta.putCollectionDef("variables", collection);
      meta.putCollectionDef("trainable_variables", collection);
      meta.setSaverDef(Checkpoint.saver());
    }
    return SavedModel.newBuilder()
        .setSavedModelSchemaVersion(1)
        .addMetaGraphs(meta.setGraphDef(whole))
        .build();
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

  private static VariableDef definition(Checkpoint.Cell cell) {
    return VariableDef.newBuilder()
        .setVariableName(cell.name() + ":0")
        .setInitialValueName(cell.name() + "/Initializer/zeros:0")
        .setInitializerName(cell.name() + "/Assign")
        .setSnapshotName(Checkpoint.readName(cell) + ":0")
        .setIsResource(true)
        .setTrainable(true)
        .build();
  }

  private SignatureDef signature(GraphDef graph) {
    SignatureDef.Builder signature =
        SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
    for (int i = 0; i < ports.inputs().size(); i++) {
      String node = input(i);
      TensorShapeProto shape =
          graph.getNodeList().stream()
              .filter(n -> n.getName().equals(node))
              .findFirst()
              .orElseThrow()
              .getAttrOrThrow("shape")
              .getShape();
      signature.putInputs(
          ports.inputs().get(i), info(node, Dtypes.code(model.inputs().get(i).dtype()), shape));
    }
    for (int i = 0; i < ports.outputs().size(); i++) {
      var output = model.outputs().get(i);
      signature.putOutputs(
          ports.outputs().get(i),
          info(
              output(i),
              Dtypes.code(output.dtype()),
              TensorProtos.shape(output.shape().getShape())));
    }
    return signature.build();
  }

  private static TensorInfo info(String node, int dtype, TensorShapeProto shape) {
    return TensorInfo.newBuilder()
        .setName(node + ":0")
        .setDtype(DataType.forNumber(dtype))
        .setTensorShape(shape)
        .build();
  }
}
