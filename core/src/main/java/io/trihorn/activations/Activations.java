package io.trihorn.activations;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.composites.Gelu;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.config.JsonParts;
import io.trihorn.config.Names;
import io.trihorn.config.UnknownNameException;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Nonlinear;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** The activation functions by Keras's names. */
public final class Activations {
  private static final Map<String, BiFunction<Tensor, Config, Tensor>> TABLE =
      new ConcurrentSkipListMap<>();

  /** The layers that stand for functions with arguments of the same names. */
  private static final Map<String, String> LAYERS =
      Map.of("ELU", "elu", "LeakyReLU", "leaky_relu", "ReLU", "relu", "Softmax", "softmax");

  static {
    TABLE.put("celu", (x, c) -> Nonlinear.celu(x, c.number("alpha", 1)));
    TABLE.put("elu", (x, c) -> Nonlinear.elu(x, c.number("alpha", 1)));
    TABLE.put("exponential", (x, c) -> Ops.exp(x));
    TABLE.put("gelu", (x, c) -> Gelu.of(x, c.bool("approximate", false)));
    TABLE.put("glu", (x, c) -> Nonlinear.glu(x, c.integer("axis", -1)));
    TABLE.put("hard_shrink", (x, c) -> Nonlinear.hardShrink(x, c.number("threshold", 0.5)));
    TABLE.put("hard_sigmoid", (x, c) -> Nonlinear.hardSigmoid(x));
    TABLE.put("hard_silu", (x, c) -> Nonlinear.hardSilu(x));
    TABLE.put("hard_swish", (x, c) -> Nonlinear.hardSilu(x));
    TABLE.put("hard_tanh", (x, c) -> Nonlinear.hardTanh(x));
    TABLE.put("keras2_hard_sigmoid", (x, c) -> Nonlinear.keras2HardSigmoid(x));
    TABLE.put("leaky_relu", (x, c) -> Nonlinear.leakyRelu(x, c.number("negative_slope", 0.2)));
    TABLE.put("linear", (x, c) -> x);
    TABLE.put("log_sigmoid", (x, c) -> Nonlinear.logSigmoid(x));
    TABLE.put("log_softmax", (x, c) -> Nn.logSoftmax(x, c.integer("axis", -1)));
    TABLE.put("mish", (x, c) -> Nonlinear.mish(x));
    TABLE.put(
        "relu",
        (x, c) ->
            Nonlinear.relu(
                x,
                c.number("negative_slope", 0),
                c.nullableNumber("max_value", null),
                c.number("threshold", 0)));
    TABLE.put("relu6", (x, c) -> Nonlinear.relu6(x));
    TABLE.put("selu", (x, c) -> Nonlinear.selu(x));
    TABLE.put("sigmoid", (x, c) -> Nn.sigmoid(x));
    TABLE.put("silu", (x, c) -> Nonlinear.silu(x));
    TABLE.put("soft_shrink", (x, c) -> Nonlinear.softShrink(x, c.number("threshold", 0.5)));
    TABLE.put("softmax", (x, c) -> Nonlinear.softmax(x, c.integers("axis", List.of(-1))));
    TABLE.put("softplus", (x, c) -> Nn.softplus(x));
    TABLE.put("softsign", (x, c) -> Nonlinear.softsign(x));
    TABLE.put("sparse_plus", (x, c) -> Nonlinear.sparsePlus(x));
    TABLE.put("sparse_sigmoid", (x, c) -> Nonlinear.sparseSigmoid(x));
    TABLE.put("sparsemax", (x, c) -> Nonlinear.sparsemax(x, c.integer("axis", -1)));
    TABLE.put("squareplus", (x, c) -> Nonlinear.squareplus(x, c.number("b", 4)));
    TABLE.put("swish", (x, c) -> Nonlinear.silu(x));
    TABLE.put("tanh", (x, c) -> Ops.tanh(x));
    TABLE.put("tanh_shrink", (x, c) -> Nonlinear.tanhShrink(x));
    TABLE.put(
        "threshold",
        (x, c) -> Nonlinear.threshold(x, c.number("threshold", 0), c.number("default_value", 0)));
  }

  /** The identity. */
  public static final Activation LINEAR = get("linear");

  private Activations() {}

  /**
   * The function of this name; as in Keras, none is {@code linear}.
   *
   * @param name Keras's, or null
   * @throws UnknownNameException if it is unknown; the message has the nearest known name
   */
  public static Activation get(String name) {
    return get(name == null ? "linear" : name, new JsonObject());
  }

  /**
   * The function of this name with arguments by Keras's names, for example {@code negative_slope}.
   * With arguments it is saved as an object; see {@link #configure}.
   *
   * @throws UnknownNameException if it is unknown; the message has the nearest known name
   */
  public static Activation get(String name, JsonObject arguments) {
    BiFunction<Tensor, Config, Tensor> function = TABLE.get(name);
    if (function == null) {
      String near = Names.didYouMean(name, TABLE.keySet());
      throw new UnknownNameException(
          name,
          "unknown activation '"
              + name
              + "'"
              + (near.isEmpty() ? "." : near)
              + " Known are "
              + String.join(", ", names())
              + ". Activations.register adds one of your own.");
    }
    return new Activation(
        saved(name), arguments, x -> function.apply(x, Config.reader(name, arguments)));
  }

  /** The name Keras saves an alias under. */
  private static String saved(String name) {
    return switch (name) {
      case "swish" -> "silu";
      case "hard_swish" -> "hard_silu";
      default -> name;
    };
  }

  /** All names, sorted. */
  public static List<String> names() {
    return List.copyOf(new TreeMap<>(TABLE).keySet());
  }

  /** Adds a function under a name, by which models that use it are saved and loaded. */
  public static Activation register(String name, UnaryOperator<Tensor> function) {
    if (TABLE.putIfAbsent(name, (x, c) -> function.apply(x)) != null) {
      throw new ConfigException("there is already an activation '" + name + "'");
    }
    return get(name);
  }

  /**
   * An activation attribute of a layer: Keras writes its bare name; null is linear. Keras's
   * functions take arguments only as layers such as {@code LeakyReLU}, and those that have such a
   * layer are written as it; the others as {@code {class_name: name, config: arguments}}.
   */
  public static Activation configure(Config config, String key, Activation value) {
    Activation read = config.value(key, value, Activations::toJson, Activations::parse);
    return read == null ? LINEAR : read;
  }

  private static Activation parse(JsonElement element) {
    if (element.isJsonPrimitive()) {
      return get(element.getAsString());
    }
    JsonObject json = JsonParts.object("an activation", element);
    JsonElement config = json.get("config");
    if (config != null && config.isJsonPrimitive()) {
      return get(config.getAsString());
    }
    String written = JsonParts.text("an activation", json, "class_name");
    String name = LAYERS.getOrDefault(written, written);
    return config == null || config.isJsonNull()
        ? get(name)
        : get(name, JsonParts.object("an activation", json, "config"));
  }

  private static JsonElement toJson(Activation activation) {
    if (activation.arguments().isEmpty()) {
      return new JsonPrimitive(activation.name());
    }
    JsonObject json = new JsonObject();
    String layer =
        LAYERS.entrySet().stream()
            .filter(e -> e.getValue().equals(activation.name()))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(null);
    json.addProperty("module", layer == null ? "keras.activations" : "keras.layers");
    json.addProperty("class_name", layer == null ? activation.name() : layer);
    json.add("config", activation.arguments());
    json.add("registered_name", JsonNull.INSTANCE);
    return json;
  }
}
