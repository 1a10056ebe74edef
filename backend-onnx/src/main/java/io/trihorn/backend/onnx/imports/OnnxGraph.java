package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.TensorSpec;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX graph as a layer: its inputs are the graph's in the file's order, its weights those
 * initializers that are not constants, under their own names. Whether in training or not it
 * computes what the file says, dropout and normalization statistics included.
 *
 * <p>Its configuration holds the graph without weights, so that models with it can be saved and
 * read again here; Python's Keras knows no such layer.
 */
public final class OnnxGraph extends Layer {
  private Definition definition;
  private final Map<String, Weight> named = new LinkedHashMap<>();

  private OnnxGraph() {}

  OnnxGraph(Definition definition) {
    this.definition = definition;
  }

  /** Makes it known to the readers of saved models; calling it again changes nothing. */
  public static void register() {
    Layers.REGISTRY.addCustom("trihorn", "OnnxGraph", OnnxGraph::new);
  }

  void weight(String name, TensorData value, boolean trainable) {
    Variable variable = new Variable(name() + "/" + name, value.type());
    named.put(name, own(new Weight(name, variable, new Stored(value), trainable, null, null)));
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    definition =
        config.value(
            "graph",
            definition,
            d -> new JsonPrimitive(d.text()),
            json -> Definition.parse(json.getAsString()));
    config.value("weights", named, OnnxGraph::weights, this::readWeights);
    if (definition == null) {
      throw new OnnxImportException("layer '" + name() + "' was saved without its graph");
    }
  }

  private static JsonElement weights(Map<String, Weight> weights) {
    JsonArray list = new JsonArray();
    for (Weight weight : weights.values()) {
      JsonObject json = new JsonObject();
      json.addProperty("name", weight.name());
      json.addProperty("dtype", DTypes.name(weight.type().dtype()));
      JsonArray shape = new JsonArray();
      for (long d : weight.type().dims()) {
        shape.add(d);
      }
      json.add("shape", shape);
      json.addProperty("trainable", weight.trainable());
      list.add(json);
    }
    return list;
  }

  /** Weights of zeros, into which the saved values go. */
  private Map<String, Weight> readWeights(JsonElement list) {
    for (JsonElement element : list.getAsJsonArray()) {
      JsonObject json = element.getAsJsonObject();
      DataType dtype = DTypes.parse(json.get("dtype").getAsString());
      JsonArray shape = json.getAsJsonArray("shape");
      long[] dims = new long[shape.size()];
      for (int i = 0; i < dims.length; i++) {
        dims[i] = shape.get(i).getAsLong();
      }
      weight(
          json.get("name").getAsString(),
          TensorData.zeros(TensorType.of(dtype, dims)),
          json.get("trainable").getAsBoolean());
    }
    return named;
  }

  @Override
  public List<String> inputNames() {
    return definition.inputNames();
  }

  /** The names of the outputs. */
  public List<String> outputNames() {
    return definition.outputNames();
  }

  /** Found by tracing; where no extents that are tried will do, what the file says. */
  @Override
  protected List<TensorSpec> computeOutputSpec(List<TensorSpec> inputs) {
    return new OutputShapes(this, definition).find(inputs);
  }

  /**
   * As far as the inputs' names and open axes tell; a file does not say which axis is the batch.
   * Never where places are found, which are those in all rows.
   */
  @Override
  public boolean isRowwise() {
    return definition.nodes().stream().noneMatch(DataDependentOperators::isPlace)
        && RowAxes.isRowwise(Port.all(definition.inputs(), "input"));
  }

  /** Whether these are names of weights. */
  boolean areWeights(Collection<String> names) {
    return named.keySet().containsAll(names);
  }

  @Override
  protected boolean autocast() {
    return false;
  }

  @Override
  protected List<Tensor> call(List<Tensor> given, Call call) {
    List<String> inputs = definition.inputNames();
    if (given.size() != inputs.size()) {
      throw new OnnxImportException(
          "the ONNX model takes the inputs " + inputs + ", but got " + given.size());
    }
    GraphTrace trace = new GraphTrace(definition.operators(), call);
    for (int i = 0; i < inputs.size(); i++) {
      trace.knowns().name(given.get(i).value(), inputs.get(i));
      trace.set(inputs.get(i), held(trace, inputs.get(i), given.get(i)));
    }
    definition
        .constants()
        .forEach(
            (name, data) ->
                trace.set(name, held(trace, name, Tensor.constant(call.builder(), data))));
    named.forEach(
        (name, weight) -> {
          Tensor value = call.readStored(weight);
          trace.knowns().name(value.value(), name);
          trace.set(name, value);
        });
    trace.nodes(definition.nodes());
    return definition.outputNames().stream()
        .map(output -> trace.get(output, "the ONNX model's output"))
        .map(output -> trace.texts().isText(output) ? trace.texts().bytes(output) : output)
        .toList();
  }

  /** A value as operators have it: texts as numbers. */
  private Tensor held(GraphTrace trace, String name, Tensor value) {
    if (!definition.texts().contains(name)) {
      return value;
    }
    boolean bytes = value.dtype() == DataType.UINT8;
    return bytes ? trace.texts().numbers(value) : trace.texts().mark(value);
  }
}
