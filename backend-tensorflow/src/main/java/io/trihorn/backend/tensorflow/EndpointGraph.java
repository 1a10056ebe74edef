package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.export.Ports;
import io.trihorn.export.Traces;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.layers.base.OpenAxes;
import io.trihorn.model.Endpoint;
import io.trihorn.model.Model;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Writes the operations of one endpoint of a SavedModel, and how it is called. */
final class EndpointGraph {
  private final Engine engine;
  private final Endpoint endpoint;
  private final Model model;
  private final Ports ports;
  private final SavedVariables variables;

  /**
   * A writer.
   *
   * @param variables those of the SavedModel; what the endpoint reads is added
   */
  EndpointGraph(Engine engine, Endpoint endpoint, SavedVariables variables) {
    this.engine = engine;
    this.endpoint = endpoint;
    this.model = endpoint.model();
    this.ports = Ports.ofSignature(model);
    this.variables = variables;
  }

  /**
   * An endpoint as written.
   *
   * @param graph its operations, those of its variables too
   * @param signature how it is called
   */
  record Written(GraphDef graph, SignatureDef signature) {}

  /** The endpoint; its operations are called by its name, those of variables as they are. */
  Written write() {
    TensorflowBackend backend = new TensorflowBackend();
    List<Shape> shapes = Ports.shapes(model, endpoint.inputShapes());
    boolean anyLength = OpenAxes.of(shapes).anyInner();
    GraphDef graph =
        Traces.merge(
            model,
            shapes,
            g -> GraphCompiler.prepareTrace(backend, g, Device.cpu()),
            graphs -> OpenGraph.merge(graphs.stream().map(g -> emit(g, anyLength)).toList()));
    String prefix = "endpoints/" + endpoint.name() + "/";
    GraphDef named = new PrefixedGraph(prefix, variables::owns).of(graph);
    return new Written(named, signature(named, prefix));
  }

  /** One trace as a TensorFlow graph. */
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

  private Wire read(Emitter emit, Variable variable) {
    Checkpoint.Cell cell = variables.cell(variable);
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

  private String input(int i) {
    return "input_" + legal(ports.inputs().get(i)) + (i == 0 ? "" : "_" + i);
  }

  private static String output(int i) {
    return "output_" + i;
  }

  /** A name in the characters that TensorFlow has in the names of operations. */
  static String legal(String name) {
    return name.replaceAll("[^A-Za-z0-9_./-]", "_");
  }

  private SignatureDef signature(GraphDef graph, String prefix) {
    SignatureDef.Builder signature =
        SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
    for (int i = 0; i < ports.inputs().size(); i++) {
      String node = prefix + input(i);
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
              prefix + output(i),
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
