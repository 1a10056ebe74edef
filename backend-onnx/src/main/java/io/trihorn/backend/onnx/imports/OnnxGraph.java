package io.trihorn.backend.onnx.imports;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import io.trihorn.layers.Call;
import io.trihorn.layers.Layer;
import io.trihorn.layers.Weight;
import io.trihorn.ops.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX graph as a layer: its inputs are the graph's in the file's order, its weights those
 * initializers that are not constants, under their own names. Whether in training or not it
 * computes what the file says, dropout and normalization statistics included.
 */
public final class OnnxGraph extends Layer {
  private final Importable model;
  private final List<NodeProto> nodes;
  private final List<String> inputs;
  private final List<String> outputs;
  private final Map<String, TensorData> constants;
  private final Map<String, Weight> named = new LinkedHashMap<>();

  OnnxGraph(
      Importable model,
      List<NodeProto> nodes,
      List<String> inputs,
      List<String> outputs,
      Map<String, TensorData> constants) {
    this.model = model;
    this.nodes = nodes;
    this.inputs = inputs;
    this.outputs = outputs;
    this.constants = constants;
  }

  void weight(String name, TensorData value, boolean trainable) {
    Variable variable = new Variable(name() + "/" + name, value.type());
    named.put(name, own(new Weight(name, variable, new Stored(value), trainable, null, null)));
  }

  @Override
  public List<String> inputNames() {
    return inputs;
  }

  /** The names of the outputs. */
  public List<String> outputNames() {
    return outputs;
  }

  @Override
  protected boolean autocast() {
    return false;
  }

  @Override
  protected List<Tensor> call(List<Tensor> given, Call call) {
    if (given.size() != inputs.size()) {
      throw new OnnxImportException(
          "the ONNX model takes the inputs " + inputs + ", but got " + given.size());
    }
    GraphTrace trace = new GraphTrace(model, call);
    for (int i = 0; i < inputs.size(); i++) {
      trace.knowns().name(given.get(i).value(), inputs.get(i));
      trace.set(inputs.get(i), given.get(i));
    }
    constants.forEach((n, data) -> trace.set(n, Tensor.constant(call.builder(), data)));
    named.forEach(
        (n, weight) -> {
          Tensor value = call.readStored(weight);
          trace.knowns().name(value.value(), n);
          trace.set(n, value);
        });
    trace.nodes(nodes);
    return outputs.stream().map(o -> trace.get(o, "the ONNX model's output")).toList();
  }
}
