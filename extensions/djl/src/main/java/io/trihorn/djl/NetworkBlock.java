package io.trihorn.djl;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractSymbolBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.model.ModelFunction;
import io.trihorn.saving.Saving;
import io.trihorn.state.Weight;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network of Trihorn's as a block. Its weights are DJL's parameters, by the paths of Keras, and
 * DJL's trainer trains them. What training does not change, but what a network sees does, is of a
 * type of running statistics.
 */
final class NetworkBlock extends AbstractSymbolBlock {
  private static final Map<String, Parameter.Type> TYPES =
      Map.of(
          "kernel", Parameter.Type.WEIGHT,
          "bias", Parameter.Type.BIAS,
          "gamma", Parameter.Type.GAMMA,
          "beta", Parameter.Type.BETA,
          "moving_variance", Parameter.Type.RUNNING_VAR);

  private final Model network;
  private final ModelFunction function;
  private final List<String> outputNames;
  private final Map<Weight, Parameter> parameters = new LinkedHashMap<>();

  /**
   * A block of a network.
   *
   * @param manager has the parameters, and its backend computes
   */
  NetworkBlock(Model network, NDManager manager) {
    this.network = network;
    this.function = new ModelFunction(network);
    this.outputNames = network.outputNames();
    this.inputNames = network.inputs().stream().map(input -> input.layer().name()).toList();
    this.inputShapes = shapes(network.inputs());
    List<TensorData> values = network.variableValues(function.weights());
    for (int i = 0; i < values.size(); i++) {
      Weight weight = function.weights().get(i);
      TensorData value = values.get(i);
      NDArray array = manager.create(value.bytes(), value.shape(), value.dtype());
      parameters.put(weight, parameter(weight, array));
    }
  }

  private static Parameter parameter(Weight weight, NDArray array) {
    Parameter.Type type = TYPES.getOrDefault(weight.name(), Parameter.Type.OTHER);
    if (!weight.trainable() && type != Parameter.Type.RUNNING_VAR) {
      type = Parameter.Type.RUNNING_MEAN;
    }
    return Parameter.builder()
        .setName(weight.variable().name())
        .setType(type)
        .optArray(array)
        .optRequiresGrad(weight.trainable())
        .build();
  }

  private static Shape[] shapes(List<KerasTensor> tensors) {
    return tensors.stream().map(KerasTensor::shape).toArray(Shape[]::new);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDManager manager = inputs.head().getManager();
    List<NDArray> weights = new ArrayList<>(parameters.size());
    for (Parameter parameter : parameters.values()) {
      weights.add(store.getValue(parameter, manager.getDevice(), training));
    }
    NDList outputs = function.call(manager, weights, arranged(inputs), training);
    for (int i = 0; i < outputs.size(); i++) {
      outputs.get(i).setName(outputNames.get(i));
    }
    return outputs;
  }

  /** The inputs by their names where they have the network's, else as they come. */
  private List<NDArray> arranged(NDList inputs) {
    Map<String, NDArray> named = new HashMap<>();
    inputs.forEach(input -> named.put(input.getName(), input));
    if (named.keySet().containsAll(inputNames)) {
      return inputNames.stream().map(named::get).toList();
    }
    if (inputs.size() != inputNames.size()) {
      throw new IllegalArgumentException(
          "network '"
              + network.name()
              + "': expected arrays for "
              + inputNames
              + " of "
              + List.of(shapes(network.inputs()))
              + ", but got "
              + inputs);
    }
    return inputs;
  }

  @Override
  public ParameterList getDirectParameters() {
    ParameterList list = new ParameterList();
    parameters.values().forEach(parameter -> list.add(parameter.getName(), parameter));
    return list;
  }

  /** The inputs as the network says them; the batch is -1. */
  @Override
  public PairList<String, Shape> describeInput() {
    return new PairList<>(inputNames, List.of(shapes(network.inputs())));
  }

  @Override
  public PairList<String, Shape> describeOutput() {
    return new PairList<>(outputNames, List.of(shapes(network.outputs())));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    DataType[] types = network.inputs().stream().map(KerasTensor::dtype).toArray(DataType[]::new);
    return getOutputShapes(inputShapes, types);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes, DataType[] dataTypes) {
    List<NDArray> weights = parameters.values().stream().map(Parameter::getArray).toList();
    NDManager home =
        weights.isEmpty() ? NDManager.newBaseManager("Trihorn") : weights.get(0).getManager();
    try (NDManager manager = home.newSubManager()) {
      List<NDArray> inputs = new ArrayList<>();
      for (int i = 0; i < inputShapes.length; i++) {
        inputs.add(manager.zeros(inputShapes[i], dataTypes[i]));
      }
      // The types are known at once; nothing is computed.
      NDList outputs = function.call(manager, weights, inputs, false);
      return outputs.getShapes();
    }
  }

  /** Writes the network with the parameters' values; the ending says in what format. */
  void save(Path file) {
    List<TensorData> values = new ArrayList<>();
    parameters.forEach(
        (weight, parameter) ->
            values.add(TensorData.wrap(weight.type(), parameter.getArray().toByteBuffer())));
    network.setVariableValues(List.copyOf(parameters.keySet()), values);
    Saving.saveModel(network, file);
  }

  @Override
  public void loadParameters(NDManager manager, DataInputStream stream)
      throws IOException, MalformedModelException {
    throw new MalformedModelException(
        "network '"
            + network.name()
            + "' has its weights in its own file, not among DJL's parameters: load that file");
  }

  /** Frees what the network itself holds. */
  void close() {
    network.close();
  }
}
