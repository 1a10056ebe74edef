package io.trihorn.web;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.JsonParts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Values of layers' attributes in the form that TensorFlow.js reads. */
final class Values {
  /** Names there of activations, by Keras 3's. Its hard sigmoid is the one of Keras 2. */
  private static final Map<String, String> ACTIVATIONS =
      Map.ofEntries(
          Map.entry("linear", "linear"),
          Map.entry("relu", "relu"),
          Map.entry("relu6", "relu6"),
          Map.entry("elu", "elu"),
          Map.entry("selu", "selu"),
          Map.entry("sigmoid", "sigmoid"),
          Map.entry("softmax", "softmax"),
          Map.entry("softplus", "softplus"),
          Map.entry("softsign", "softsign"),
          Map.entry("tanh", "tanh"),
          Map.entry("log_softmax", "log_softmax"),
          Map.entry("mish", "mish"),
          Map.entry("gelu", "gelu"),
          Map.entry("silu", "swish"),
          Map.entry("swish", "swish"),
          Map.entry("keras2_hard_sigmoid", "hard_sigmoid"));

  private static final Set<String> INITIALIZERS =
      Set.of(
          "Zeros",
          "Ones",
          "Constant",
          "RandomUniform",
          "RandomNormal",
          "TruncatedNormal",
          "Identity",
          "VarianceScaling",
          "GlorotUniform",
          "GlorotNormal",
          "HeNormal",
          "HeUniform",
          "Orthogonal");

  /** Written by what they are: TensorFlow.js spells their names otherwise. */
  private static final Map<String, String> LECUN =
      Map.of("LecunNormal", "normal", "LecunUniform", "uniform");

  /** Keras's distributions; those cut off at two deviations are called normal there. */
  private static final Map<String, String> DISTRIBUTIONS =
      Map.of("truncated_normal", "normal", "uniform", "uniform");

  private static final Set<String> CONSTRAINTS =
      Set.of("MaxNorm", "UnitNorm", "NonNeg", "MinMaxNorm");

  /** How the value of an attribute is written, by the end of the attribute's name. */
  private static final Map<String, UnaryOperator<JsonElement>> BY_END =
      Map.of(
          "activation", Values::activation,
          "_initializer", Values::initializer,
          "_regularizer", Values::regularizer,
          "_constraint", Values::constraint);

  private Values() {}

  /** Something that TensorFlow.js does not have; the message says what. */
  static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Missing(String message) {
      super(message);
    }
  }

  /**
   * The value of an attribute.
   *
   * @throws Missing if there is no such value there
   */
  static JsonElement of(String attribute, JsonElement value) {
    if (value.isJsonNull()) {
      return value;
    }
    for (Map.Entry<String, UnaryOperator<JsonElement>> rule : BY_END.entrySet()) {
      if (attribute.endsWith(rule.getKey())) {
        return rule.getValue().apply(value);
      }
    }
    return value;
  }

  private static JsonElement activation(JsonElement value) {
    String name = value.isJsonPrimitive() ? ACTIVATIONS.get(value.getAsString()) : null;
    if (name == null) {
      throw new Missing("it has no activation " + value);
    }
    return new JsonPrimitive(name);
  }

  private static JsonElement initializer(JsonElement value) {
    JsonObject given = JsonParts.object("an initializer", value);
    String name = name(given);
    JsonObject config = config(given);
    String lecun = LECUN.get(name);
    if (lecun != null) {
      JsonObject scaling = new JsonObject();
      scaling.addProperty("scale", 1.0);
      scaling.addProperty("mode", "fan_in");
      scaling.addProperty("distribution", lecun);
      scaling.add("seed", config.get("seed"));
      return serialized("VarianceScaling", scaling);
    }
    boolean known = INITIALIZERS.contains(name);
    JsonElement distribution = config.get("distribution");
    if (known && distribution != null) {
      String there = DISTRIBUTIONS.get(distribution.getAsString());
      known = there != null;
      config.addProperty("distribution", there);
    }
    if (!known) {
      throw new Missing("it has no initializer " + name + described(distribution));
    }
    return serialized(name, config);
  }

  private static String described(JsonElement distribution) {
    return distribution == null ? "" : " of the distribution " + distribution;
  }

  private static JsonElement regularizer(JsonElement value) {
    JsonObject given = JsonParts.object("a regularizer", value);
    String name = name(given);
    if (!Set.of("L1", "L2", "L1L2").contains(name)) {
      throw new Missing("it has no regularizer " + name);
    }
    JsonObject config = new JsonObject();
    for (String key : List.of("l1", "l2")) {
      JsonElement rate = config(given).get(key);
      config.add(key, rate == null || rate.isJsonNull() ? new JsonPrimitive(0) : rate);
    }
    return serialized("L1L2", config);
  }

  private static JsonElement constraint(JsonElement value) {
    JsonObject given = JsonParts.object("a constraint", value);
    if (!CONSTRAINTS.contains(name(given))) {
      throw new Missing("it has no constraint " + name(given));
    }
    return serialized(name(given), config(given));
  }

  /**
   * The element type of an input there, which knows one of integers.
   *
   * @throws Missing if there is none like it
   */
  static JsonElement inputType(JsonElement dtype) {
    String name = dtype.getAsString();
    if (name.equals("float32") || name.equals("bool")) {
      return dtype;
    }
    if (name.matches("u?int(8|16|32|64)")) {
      return new JsonPrimitive("int32");
    }
    throw new Missing("it has no inputs of the type " + name);
  }

  /** Whether a layer computes in float32, by its policy or the name of one. */
  static boolean isFloat32(JsonElement dtype) {
    if (dtype == null || dtype.isJsonNull()) {
      return true;
    }
    JsonElement name = dtype.isJsonObject() ? config(dtype.getAsJsonObject()).get("name") : dtype;
    return name != null && name.isJsonPrimitive() && name.getAsString().equals("float32");
  }

  private static String name(JsonObject serialized) {
    return JsonParts.text("what is serialized", serialized, "class_name");
  }

  private static JsonObject config(JsonObject serialized) {
    JsonElement config = serialized.get("config");
    return config == null || config == JsonNull.INSTANCE
        ? new JsonObject()
        : JsonParts.object("a config", config).deepCopy();
  }

  /** Whether two values are the same, numbers by what they are. */
  static boolean same(JsonElement a, JsonElement b) {
    if (a instanceof JsonPrimitive x && b instanceof JsonPrimitive y && x.isNumber()) {
      return y.isNumber() && x.getAsDouble() == y.getAsDouble();
    }
    return a.equals(b);
  }

  /** {@code {class_name, config}}. */
  static JsonObject serialized(String className, JsonObject config) {
    JsonObject json = new JsonObject();
    json.addProperty("class_name", className);
    json.add("config", config);
    return json;
  }
}
