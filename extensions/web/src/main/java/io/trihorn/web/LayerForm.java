package io.trihorn.web;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.Wrapper;
import io.trihorn.layers.rnn.Bidirectional;
import io.trihorn.model.Model;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Layers' configurations in the form of Keras 2, by {@code layers.txt}. */
final class LayerForm {
  private static final Set<String> KEPT = Set.of("name", "trainable");
  private static final String FORWARD = "forward_";

  private final Map<Layer, String> names;
  private final Problems problems;
  private final BiFunction<Model, JsonObject, JsonObject> models;

  /**
   * Puts layers into that form.
   *
   * @param names what layers of models are called there
   * @param problems takes what TensorFlow.js does not have
   * @param models puts nested models into it
   */
  LayerForm(
      Map<Layer, String> names,
      Problems problems,
      BiFunction<Model, JsonObject, JsonObject> models) {
    this.names = names;
    this.problems = problems;
    this.models = models;
  }

  /** {@code {class_name, config}} of a layer. */
  JsonObject of(Layer layer, JsonObject serialized) {
    return layer instanceof Model nested
        ? models.apply(nested, serialized)
        : named(layer, new Form(layer, serialized).write());
  }

  private JsonObject named(Layer layer, JsonObject written) {
    written.getAsJsonObject("config").addProperty("name", names.get(layer));
    return written;
  }

  /** One layer on its way. */
  private final class Form {
    private final Layer layer;
    private final JsonObject given;
    private final JsonObject config = new JsonObject();
    private String className;

    Form(Layer layer, JsonObject serialized) {
      this.layer = layer;
      this.given = serialized.getAsJsonObject("config").deepCopy();
      this.className = serialized.get("class_name").getAsString();
    }

    private void problem(String why) {
      problems.add(className, layer.name(), why);
    }

    JsonObject write() {
      special();
      ClassRule rule = ClassRule.ofLayer(className);
      if (rule == null) {
        problem("it has no such layer");
        return Values.serialized(className, given);
      }
      JsonElement dtype = given.remove("dtype");
      if (className.equals("InputLayer")) {
        value("dtype", dtype, Values::inputType);
      } else if (Values.isFloat32(dtype)) {
        config.addProperty("dtype", "float32");
      } else {
        problem("it computes in float32 only, not by the policy " + dtype);
      }
      given.entrySet().forEach(e -> attribute(rule, e.getKey(), e.getValue()));
      return Values.serialized(className, config);
    }

    private void attribute(ClassRule rule, String key, JsonElement value) {
      JsonElement needed = rule.fixed().get(key);
      if (KEPT.contains(key)) {
        config.add(key, value);
      } else if (key.equals("layer") || key.equals("cell")) {
        config.add(key, inner(value.getAsJsonObject()));
      } else if (key.equals("cells")) {
        JsonArray cells = new JsonArray();
        value.getAsJsonArray().forEach(cell -> cells.add(inner(cell.getAsJsonObject())));
        config.add(key, cells);
      } else if (rule.choices().containsKey(key)
          && !rule.choices().get(key).contains(value.getAsString())) {
        problem(key + " can only be one of " + rule.choices().get(key) + ", but is " + value);
      } else if (rule.names().containsKey(key)) {
        value(rule.names().get(key), value, v -> Values.of(key, v));
      } else if (needed != null && !Values.same(needed, value)) {
        problem(key + " can only be " + needed + ", but is " + value);
      } else if (needed == null && !rule.free().contains(key)) {
        problem("it has no " + key + ", which is " + value);
      }
    }

    private void value(String key, JsonElement value, UnaryOperator<JsonElement> form) {
      try {
        config.add(key, form.apply(value));
      } catch (Values.Missing e) {
        problem(key + ": " + e.getMessage());
      }
    }

    /** A layer or cell inside this one, which has no model's name. */
    private JsonObject inner(JsonObject serialized) {
      if (layer instanceof Wrapper<?> wrapper && wrapper.layer() instanceof Model) {
        problem("it can hold a layer, but not a model");
      }
      return new Form(layer, serialized).write();
    }

    /** What is another class there, or only under conditions. */
    private void special() {
      if (className.equals("ReLU")) {
        relu();
      } else if (className.equals("Reshape") && !(layer instanceof Wrapper<?>)) {
        reshape();
      } else if (className.equals("Flatten")
          && !(layer instanceof Wrapper<?>)
          && layer.input().shape().dimension() == 2) {
        className = "Reshape";
        given.remove("data_format");
        reshape();
      } else if (layer instanceof Bidirectional && className.equals("Bidirectional")) {
        directions();
      }
    }

    /** The shape that results, as an extent there that is left open stays open after it. */
    private void reshape() {
      Shape shape = layer.output().shape();
      given.add("target_shape", Config.toJson(shape.slice(1)));
    }

    /** A bound below which there is 0 makes it another class; a slope too, but without bounds. */
    private void relu() {
      JsonElement slope = given.remove("negative_slope");
      JsonElement threshold = given.remove("threshold");
      JsonElement most = given.get("max_value");
      boolean bounded = most != null && !most.isJsonNull();
      boolean sloped = slope != null && slope.getAsDouble() != 0;
      boolean shifted = threshold != null && threshold.getAsDouble() != 0;
      if ((sloped ? 1 : 0) + (shifted ? 1 : 0) + (bounded ? 1 : 0) > 1) {
        problem("it has one of max_value, negative_slope and threshold, not several at once");
      } else if (sloped) {
        given.remove("max_value");
        given.add("negative_slope", slope);
        className = "LeakyReLU";
      } else if (shifted) {
        given.remove("max_value");
        given.add("threshold", threshold);
        className = "ThresholdedReLU";
      }
    }

    /** There the layer backwards is made of the one forwards. */
    private void directions() {
      JsonObject forward = given.getAsJsonObject("layer").deepCopy();
      JsonObject backward = given.getAsJsonObject("backward_layer").deepCopy();
      JsonObject there = forward.getAsJsonObject("config");
      JsonObject back = backward.getAsJsonObject("config");
      String name = there.get("name").getAsString();
      String plain = name.startsWith(FORWARD) ? name.substring(FORWARD.length()) : name;
      boolean mirrored =
          there.get("go_backwards").getAsBoolean() != back.get("go_backwards").getAsBoolean();
      there.remove("name");
      back.remove("name");
      there.remove("go_backwards");
      back.remove("go_backwards");
      if (!mirrored || !forward.get("config").equals(backward.get("config"))) {
        problem("its two directions are two different layers");
      }
      JsonObject kept = given.getAsJsonObject("layer").getAsJsonObject("config");
      kept.addProperty("name", plain);
      kept.remove("zero_output_for_mask"); // No mask comes to it: Masks sees to that.
    }
  }
}
