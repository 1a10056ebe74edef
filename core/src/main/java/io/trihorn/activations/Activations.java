package io.trihorn.activations;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.config.Names;
import io.trihorn.config.UnknownNameException;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/** The activation functions by Keras's names. */
public final class Activations {
  private static final Map<String, UnaryOperator<Tensor>> TABLE =
      new ConcurrentSkipListMap<>(
          Map.of(
              "linear", x -> x,
              "relu", Nn::relu,
              "sigmoid", Nn::sigmoid,
              "softmax", x -> Nn.softmax(x, -1),
              "softplus", Nn::softplus,
              "tanh", Ops::tanh));

  /** The identity. */
  public static final Activation LINEAR = get("linear");

  private Activations() {}

  /**
   * The function of this name.
   *
   * @throws UnknownNameException if it is unknown; the message has the nearest known name
   */
  public static Activation get(String name) {
    UnaryOperator<Tensor> function = TABLE.get(name);
    if (function == null) {
      String nearest =
          TABLE.keySet().stream()
              .min(Comparator.comparingInt(known -> Names.distance(known, name)))
              .orElseThrow();
      throw new UnknownNameException(
          name,
          "unknown activation '"
              + name
              + "'; did you mean '"
              + nearest
              + "'? Known are "
              + String.join(", ", names())
              + ". Activations.register adds one of your own.");
    }
    return new Activation(name, function);
  }

  /** All names, sorted. */
  public static List<String> names() {
    return List.copyOf(new TreeMap<>(TABLE).keySet());
  }

  /** Adds a function under a name, by which models that use it are saved and loaded. */
  public static Activation register(String name, UnaryOperator<Tensor> function) {
    if (TABLE.putIfAbsent(name, function) != null) {
      throw new ConfigException("there is already an activation '" + name + "'");
    }
    return get(name);
  }

  /** An activation attribute of a layer: Keras writes its bare name; null is linear. */
  public static Activation configure(Config config, String key, Activation value) {
    Activation read =
        config.value(key, value, a -> new JsonPrimitive(a.name()), Activations::parse);
    return read == null ? LINEAR : read;
  }

  private static Activation parse(JsonElement element) {
    if (element.isJsonPrimitive()) {
      return get(element.getAsString());
    }
    JsonObject json = element.getAsJsonObject();
    JsonElement config = json.get("config");
    return get(
        config != null && config.isJsonPrimitive()
            ? config.getAsString()
            : json.get("class_name").getAsString());
  }
}
