package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphOperationByName;
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
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.OpenAxes;
import io.trihorn.model.Endpoint;
import io.trihorn.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.TensorShapeProto;

/** Writes one endpoint of a SavedModel as a function of its inputs and its variables' handles. */
final class EndpointFunction {
  private final Engine engine;
  private final Endpoint endpoint;
  private final Model model;
  private final Ports ports;
  private final SavedVariables variables;
  private final Set<Variable> read = new LinkedHashSet<>();

  /**
   * A writer.
   *
   * @param variables those of the SavedModel; what the endpoint reads is added
   */
  EndpointFunction(Engine engine, Endpoint endpoint, SavedVariables variables) {
    this.engine = engine;
    this.endpoint = endpoint;
    this.model = endpoint.model();
    this.ports = Ports.ofSignature(model);
    this.variables = variables;
  }

  /**
   * A tensor that goes in or comes out.
   *
   * @param name what callers know it by
   * @param shape with -1 where an extent is open
   */
  record Port(String name, DataType dtype, TensorShapeProto shape) {}

  /**
   * An endpoint as written.
   *
   * @param own the function, which takes the inputs and then the handles
   * @param called the functions that it calls
   * @param variables those whose handles it takes
   */
  record Written(
      Endpoint endpoint,
      FunctionDef own,
      List<FunctionDef> called,
      List<Variable> variables,
      List<Port> inputs,
      List<Port> outputs) {}

  /** The endpoint as a function of this name. */
  Written write(String name) {
    TensorflowBackend backend = new TensorflowBackend();
    List<Shape> shapes = Ports.shapes(model, endpoint.inputShapes());
    boolean anyLength = OpenAxes.of(shapes).anyInner();
    GraphDef merged =
        Traces.merge(
            model,
            shapes,
            g -> GraphCompiler.prepareTrace(backend, g, Device.cpu()),
            graphs -> OpenGraph.merge(graphs.stream().map(g -> emit(g, anyLength)).toList()));
    GraphDef graph = new PrefixedFunctions(name + "_").of(merged);
    List<Port> inputs = inputs(graph);
    List<Port> outputs = new ArrayList<>();
    for (int i = 0; i < ports.outputs().size(); i++) {
      KerasTensor output = model.outputs().get(i);
      TensorShapeProto shape = TensorProtos.shape(output.shape().getShape());
      outputs.add(new Port(ports.outputs().get(i), dtype(output), shape));
    }
    List<Variable> captured = List.copyOf(read);
    return new Written(
        endpoint,
        function(name, graph, inputs, captured),
        graph.getLibrary().getFunctionList(),
        captured,
        inputs,
        outputs);
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
      read.addAll(graph.reads().keySet());
      Map<Variable, Wire> values = variables.readIn(target, graph.reads().keySet());
      graph.reads().forEach((variable, value) -> given.put(value, values.get(variable)));
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

  /** The graph as a function, of which the variables' handles are inputs. */
  private FunctionDef function(
      String name, GraphDef graph, List<Port> inputs, List<Variable> captured) {
    TF_Graph body = TF_NewGraph();
    try {
      GraphDefs.add(graph, body, options -> {});
      List<Wire> given = new ArrayList<>();
      AttrValue.ListValue.Builder shapes = AttrValue.ListValue.newBuilder();
      for (int i = 0; i < inputs.size(); i++) {
        given.add(wire(body, input(i)));
        shapes.addShape(inputs.get(i).shape());
      }
      for (Variable variable : captured) {
        given.add(wire(body, variables.cell(variable).name()));
        shapes.addShape(TensorProtos.shape());
      }
      List<Wire> results = new ArrayList<>();
      for (int i = 0; i < ports.outputs().size(); i++) {
        results.add(wire(body, output(i)));
      }
      FunctionDef made = FunctionLibrary.message(name, body, given, results);
      // From these Python's loader knows the shapes inside.
      return made.toBuilder()
          .putAttr("_input_shapes", AttrValue.newBuilder().setList(shapes).build())
          .build();
    } finally {
      TF_DeleteGraph(body);
    }
  }

  private static Wire wire(TF_Graph graph, String operation) {
    return new Wire(TF_GraphOperationByName(graph, operation), 0, null);
  }

  private List<Port> inputs(GraphDef graph) {
    Map<String, TensorShapeProto> placed = new HashMap<>();
    graph.getNodeList().stream()
        .filter(node -> node.getOp().equals("Placeholder"))
        .forEach(node -> placed.put(node.getName(), node.getAttrOrThrow("shape").getShape()));
    List<Port> inputs = new ArrayList<>();
    for (int i = 0; i < ports.inputs().size(); i++) {
      inputs.add(
          new Port(ports.inputs().get(i), dtype(model.inputs().get(i)), placed.get(input(i))));
    }
    return inputs;
  }

  private static DataType dtype(KerasTensor tensor) {
    return DataType.forNumber(Dtypes.code(tensor.dtype()));
  }

  private static String input(int i) {
    return "input_" + i;
  }

  private static String output(int i) {
    return "output_" + i;
  }
}
