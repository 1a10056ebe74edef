package io.trihorn.backend.tensorflow;

import io.trihorn.backend.tensorflow.EndpointFunction.Port;
import io.trihorn.backend.tensorflow.EndpointFunction.Written;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * How an endpoint is called by its name: a function of the endpoint's with inputs and outputs in
 * the order of their names, as Python has dictionaries, and the operations that call it.
 *
 * @param endpoint what is called
 * @param name the function's name
 */
record SignatureFunction(Written endpoint, String name) {
  private static final String CALL = "StatefulPartitionedCall";

  /** The inputs in the order of their names in Python. */
  List<Port> inputs() {
    return inputOrder().stream().map(endpoint.inputs()::get).toList();
  }

  /** The outputs in the order of their names. */
  List<Port> outputs() {
    return outputOrder().stream().map(endpoint.outputs()::get).toList();
  }

  private List<Integer> inputOrder() {
    return sorted(endpoint.inputs(), port -> PythonNames.word(port.name()));
  }

  private List<Integer> outputOrder() {
    return sorted(endpoint.outputs(), Port::name);
  }

  private static List<Integer> sorted(List<Port> ports, Function<Port, String> key) {
    return IntStream.range(0, ports.size())
        .boxed()
        .sorted(Comparator.comparing(i -> key.apply(ports.get(i))))
        .toList();
  }

  /** The function. */
  FunctionDef definition() {
    OpDef inner = endpoint.own().getSignature();
    int count = endpoint.inputs().size();
    OpDef.Builder signature = OpDef.newBuilder().setName(name).setIsStateful(true);
    AttrValue.ListValue.Builder shapes = AttrValue.ListValue.newBuilder();
    for (int i : inputOrder()) {
      signature.addInputArg(inner.getInputArg(i));
      shapes.addShape(endpoint.inputs().get(i).shape());
    }
    for (OpDef.ArgDef handle : inner.getInputArgList().subList(count, inner.getInputArgCount())) {
      signature.addInputArg(handle);
      shapes.addShape(TensorProtos.shape());
    }
    FunctionDef.Builder function =
        FunctionDef.newBuilder()
            .putAttr("_input_shapes", AttrValue.newBuilder().setList(shapes).build());
    List<String> given = inner.getInputArgList().stream().map(OpDef.ArgDef::getName).toList();
    function.addNodeDef(call(CALL, inner.getName(), given));
    for (int i : outputOrder()) {
      signature.addOutputArg(inner.getOutputArg(i));
      function.putRet(inner.getOutputArg(i).getName(), CALL + ":output:" + i);
    }
    return function.setSignature(signature).build();
  }

  /** Adds the operations that call it to a graph that has the variables; gives its signature. */
  SignatureDef addTo(GraphDef.Builder graph, SavedVariables variables) {
    String prefix = "endpoints/" + endpoint.endpoint().name() + "/";
    SignatureDef.Builder signature =
        SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
    List<String> given = new ArrayList<>();
    for (Port input : inputs()) {
      String node = prefix + "input_" + given.size();
      graph.addNode(
          Nodes.node("Placeholder", node)
              .putAttr("dtype", Nodes.type(input.dtype()))
              .putAttr("shape", AttrValue.newBuilder().setShape(input.shape()).build()));
      given.add(node);
      signature.putInputs(input.name(), info(input, node + ":0"));
    }
    endpoint.variables().forEach(v -> given.add(variables.cell(v).name()));
    graph.addNode(call(prefix + CALL, name, given));
    for (Port output : outputs()) {
      String result = prefix + CALL + ":" + signature.getOutputsCount();
      signature.putOutputs(output.name(), info(output, result));
    }
    return signature.build();
  }

  private static TensorInfo info(Port port, String tensor) {
    return TensorInfo.newBuilder()
        .setName(tensor)
        .setDtype(port.dtype())
        .setTensorShape(port.shape())
        .build();
  }

  /** A call of a function that takes the inputs, the handles after them, and gives the outputs. */
  private NodeDef call(String node, String function, List<String> given) {
    boolean own = function.equals(name);
    List<DataType> in = new ArrayList<>();
    (own ? inputs() : endpoint.inputs()).forEach(p -> in.add(p.dtype()));
    endpoint.variables().forEach(v -> in.add(DataType.DT_RESOURCE));
    List<DataType> out = (own ? outputs() : endpoint.outputs()).stream().map(Port::dtype).toList();
    return Nodes.node(CALL, node)
        .addAllInput(given)
        .putAttr("Tin", Nodes.types(in))
        .putAttr("Tout", Nodes.types(out))
        .putAttr("f", Nodes.function(function))
        .putAttr("config", Nodes.text(""))
        .putAttr("config_proto", Nodes.text(""))
        .putAttr("executor_type", Nodes.text(""))
        .build();
  }
}
