package io.trihorn.model;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.TensorSpec;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.layers.preprocessing.text.HostLayer;
import io.trihorn.ops.DTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A model whose layers follow each other. Without an input layer the first data give the shape. */
public final class Sequential extends Model {
  private final List<Layer> stack;

  /** A model of these layers. */
  public Sequential(Layer... layers) {
    this(Arrays.asList(layers));
  }

  /** A model of these layers. */
  public Sequential(List<? extends Layer> layers) {
    stack = new ArrayList<>(layers);
    for (int i = 0; i < stack.size(); i++) {
      if (stack.get(i) == null || (i > 0 && stack.get(i) instanceof InputLayer)) {
        throw new IllegalArgumentException(
            "layer %d of the model is %s"
                .formatted(
                    i,
                    stack.get(i) == null
                        ? "null"
                        : "an input, which only the first one can be; a model of several inputs is"
                            + " functional, new Model(inputs, outputs)"));
      }
    }
    begin();
  }

  /** Wires the layers as far as the shape of the input is known. */
  private void begin() {
    UniqueNames.assign(stack);
    Layer first = stack.isEmpty() ? null : stack.get(0);
    if (first instanceof InputLayer input) {
      wireFrom(Layers.inputTensor(input), stack.subList(1, stack.size()));
    } else if (first instanceof Model nested && nested.isWired()) {
      KerasTensor in = nested.inputs().get(0);
      InputLayer input = new InputLayer().batchShape(in.shape());
      wireFrom(Layers.inputTensor(input), stack);
    }
  }

  private void wireFrom(KerasTensor input, List<Layer> following) {
    List<KerasTensor> outputs = List.of(input);
    for (Layer layer : following) {
      // Several tensors of a layer are a list to the next, or the model's outputs.
      outputs = layer.applyAll(outputs.size() == 1 ? outputs : List.of(outputs), Map.of());
    }
    wire(new FunctionalGraph(input, outputs.size() == 1 ? outputs.get(0) : outputs));
  }

  @Override
  public Sequential name(String newName) {
    setName(newName);
    return this;
  }

  @Override
  void wireFor(List<TensorType> inputs) {
    if (isWired() || inputs.size() != 1) {
      return;
    }
    TensorType type = inputs.get(0);
    boolean texts =
        !stack.isEmpty() && stack.get(0) instanceof HostLayer<?> && type.dtype() == DataType.UINT8;
    long[] dims = texts ? Arrays.copyOf(type.dims(), type.rank() - 1) : type.dims();
    dims[0] = -1;
    wireOn(List.of(new TensorSpec(new Shape(dims), texts ? DataType.STRING : type.dtype())));
  }

  @Override
  void wireOn(List<TensorSpec> inputs) {
    if (isWired() || inputs.size() != 1) {
      return;
    }
    if (stack.isEmpty()) {
      throw new ModelException("model '" + name() + "' has no layers; give it some");
    }
    InputLayer input = new InputLayer().batchShape(inputs.get(0).shape());
    DataType dtype = inputs.get(0).dtype();
    if (dtype == DataType.STRING) {
      input.dtype("string");
    } else if (!dtype.isFloating()) {
      input.dtype(dtype == DataType.INT64 ? "int64" : "int32");
    }
    wireFrom(Layers.inputTensor(input), stack);
  }

  /** The input that the first layer needs. */
  private InputLayer inputOf(Shape shape) {
    InputLayer input = new InputLayer().batchShape(shape);
    return stack.get(0) instanceof HostLayer<?> first
        ? input.dtype(DTypes.name(first.inputDtype()))
        : input;
  }

  /** Makes the weights for an input of this shape; -1 is the open batch axis. */
  public Sequential build(long... inputShape) {
    if (!isWired()) {
      wireFrom(Layers.inputTensor(inputOf(new Shape(inputShape))), stack);
    }
    return this;
  }

  @Override
  public String className() {
    return "Sequential";
  }

  @Override
  public String module() {
    return "keras";
  }

  @Override
  public void configure(Config config) {
    configureName(config);
    DtypePolicy policy =
        config.value("dtype", dtypePolicy(), DtypePolicy::toJson, DtypePolicy::parse);
    if (config.reading() && policy != null) {
      setDtypePolicy(policy);
    }
    List<Layer> read = config.present("layers", config.objects("layers", stack, Layers.REGISTRY));
    Shape shape = config.shape("build_input_shape", isWired() ? inputs().get(0).shape() : null);
    if (config.reading()) {
      stack.addAll(read);
      Shape first = firstInputShape(config);
      if (first != null && !(stack.get(0) instanceof InputLayer)) {
        stack.add(0, inputOf(first));
      }
      begin();
      if (!isWired() && shape != null) {
        wireFrom(Layers.inputTensor(inputOf(shape)), stack);
      }
    }
  }

  /** Keras 2 wrote the shape of the input among the first layer's attributes; null without it. */
  private static Shape firstInputShape(Config config) {
    JsonElement layers = config.json().get("layers");
    if (layers == null || !layers.isJsonArray() || layers.getAsJsonArray().isEmpty()) {
      return null;
    }
    JsonElement attributes = layers.getAsJsonArray().get(0).getAsJsonObject().get("config");
    return attributes == null || !attributes.isJsonObject()
        ? null
        : Config.reader("the first layer", attributes.getAsJsonObject())
            .shape("batch_input_shape", null);
  }

  /** The same stack of other layers. */
  Sequential withLayers(UnaryOperator<Layer> function) {
    Sequential made = new Sequential(stack.stream().map(function).toList());
    if (isWired() && !made.isWired()) {
      made.build(inputs().get(0).shape().getShape());
    }
    return made;
  }

  @Override
  JsonElement buildShape() {
    return isWired() ? Config.toJson(inputs().get(0).shape()) : JsonNull.INSTANCE;
  }

  /** The layers in order, without the input layer, as Keras lists them. */
  @Override
  public List<Layer> layers() {
    return Collections.unmodifiableList(
        stack.stream().filter(l -> !(l instanceof InputLayer)).toList());
  }
}
