package io.trihorn.backend.dl4j.network;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.backend.dl4j.samediff.Arrays;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer as Keras describes it: its configuration by Keras's keys, its weights, what goes in and
 * comes out.
 *
 * @param model where the weights' values are
 * @param layer the layer
 * @param config its configuration
 * @param inputs what goes in
 * @param output what comes out
 */
record Settings(
    Model model, Layer layer, JsonObject config, List<KerasTensor> inputs, KerasTensor output) {
  private static final Map<String, Activation> ACTIVATIONS =
      Map.ofEntries(
          Map.entry("linear", Activation.IDENTITY),
          Map.entry("relu", Activation.RELU),
          Map.entry("relu6", Activation.RELU6),
          Map.entry("sigmoid", Activation.SIGMOID),
          Map.entry("tanh", Activation.TANH),
          Map.entry("softmax", Activation.SOFTMAX),
          Map.entry("selu", Activation.SELU),
          Map.entry("softplus", Activation.SOFTPLUS),
          Map.entry("softsign", Activation.SOFTSIGN),
          Map.entry("silu", Activation.SWISH),
          Map.entry("swish", Activation.SWISH),
          Map.entry("mish", Activation.MISH));

  static Settings of(Model model, Layer layer, List<KerasTensor> inputs, KerasTensor output) {
    JsonObject config = config(layer);
    return new Settings(model, layer, config, inputs, output);
  }

  static JsonObject config(Layer layer) {
    return Layers.REGISTRY.serialize(layer).getAsJsonObject().getAsJsonObject("config");
  }

  /** The shape of the only input, batch included. */
  Shape input() {
    return inputs.get(0).shape();
  }

  int rank() {
    return input().dimension();
  }

  long last() {
    return input().get(rank() - 1);
  }

  boolean flag(String key) {
    JsonElement value = config.get(key);
    return value != null && !value.isJsonNull() && value.getAsBoolean();
  }

  String text(String key) {
    return config.get(key).getAsString();
  }

  double number(String key) {
    return config.get(key).getAsDouble();
  }

  int whole(String key) {
    return config.get(key).getAsInt();
  }

  /** A list of integers, or of pairs of them one after the other. */
  int[] list(String key) {
    JsonArray array = config.getAsJsonArray(key);
    return StreamSupport.stream(array.spliterator(), false)
        .flatMap(
            e ->
                e.isJsonArray()
                    ? StreamSupport.stream(e.getAsJsonArray().spliterator(), false)
                    : Stream.of(e))
        .mapToInt(JsonElement::getAsInt)
        .toArray();
  }

  /** Fails unless a setting has this value. */
  void require(String key, Object value) {
    JsonElement got = config.get(key);
    if (got != null && !got.isJsonNull() && !got.getAsString().equals(value.toString())) {
      throw new Unsupported(key + " " + got.getAsString());
    }
  }

  /** Fails unless the input has this many axes. */
  void requireRank(int rank) {
    if (rank() != rank) {
      throw new Unsupported("an input of shape " + input());
    }
  }

  Activation activation(String key) {
    JsonElement value = config.get(key);
    if (value == null || value.isJsonNull()) {
      return Activation.IDENTITY;
    }
    String name =
        value.isJsonObject()
            ? value.getAsJsonObject().get("class_name").getAsString()
            : value.getAsString();
    Activation activation = ACTIVATIONS.get(name);
    if (activation == null
        || (activation == Activation.SOFTMAX && output.shape().dimension() > 2)) {
      throw new Unsupported("activation " + name);
    }
    return activation;
  }

  ConvolutionMode padding() {
    return switch (text("padding")) {
      case "same" -> ConvolutionMode.Same;
      case "valid" -> ConvolutionMode.Truncate;
      case "causal" -> ConvolutionMode.Causal;
      default -> throw new Unsupported("padding " + text("padding"));
    };
  }

  /** The value of a weight by the last part of its name, or null if the layer has none such. */
  INDArray weight(String name) {
    return weight(layer, name);
  }

  INDArray weight(Layer owner, String name) {
    for (Weight weight : owner.weights()) {
      String path = weight.variable().name();
      if (path.substring(path.lastIndexOf('/') + 1).equals(name)) {
        return Arrays.of(model.value(weight.variable()));
      }
    }
    return null;
  }
}
