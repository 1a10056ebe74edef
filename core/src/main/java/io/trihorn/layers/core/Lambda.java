package io.trihorn.layers.core;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.config.JsonParts;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A function of tensors as a layer without weights. The function is registered under a name, by
 * which models that use it are saved and loaded.
 */
public final class Lambda extends FluentLayer<Lambda> {
  private static final Map<String, Function<List<Tensor>, List<Tensor>>> FUNCTIONS =
      new ConcurrentHashMap<>();
  private String function;

  /** The function registered under this name; null is for reading a configuration. */
  public Lambda(String function) {
    this.function = function;
    if (function != null) {
      find(function);
    }
  }

  /** Registers a function of the inputs, so that models with it can be saved and loaded. */
  public static void register(String name, Function<List<Tensor>, List<Tensor>> function) {
    if (FUNCTIONS.putIfAbsent(name, function) != null) {
      throw new ConfigException("there is already a function '" + name + "' for Lambda layers");
    }
  }

  /** Whether there is a function of this name. */
  public static boolean isRegistered(String name) {
    return FUNCTIONS.containsKey(name);
  }

  private static Function<List<Tensor>, List<Tensor>> find(String name) {
    Function<List<Tensor>, List<Tensor>> found = name == null ? null : FUNCTIONS.get(name);
    if (found == null) {
      throw new ConfigException(
          "Lambda: there is no function '"
              + name
              + "'; register it by Lambda.register (known are "
              + FUNCTIONS.keySet()
              + "). Python's own functions cannot run here.");
    }
    return found;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    function = config.value("function", function, JsonPrimitive::new, Lambda::parse);
    config.constant("arguments", new JsonObject());
    find(function);
  }

  private static String parse(JsonElement json) {
    if (json.isJsonPrimitive()) {
      return json.getAsString();
    }
    JsonObject object = JsonParts.object("a function", json);
    JsonElement name = object.get("config");
    boolean named = name != null && name.isJsonPrimitive();
    return named ? name.getAsString() : JsonParts.text("a function", object, "class_name");
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    return find(function).apply(inputs);
  }
}
