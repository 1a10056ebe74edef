package io.trihorn.saving.legacy;

import com.google.gson.JsonElement;
import io.trihorn.layers.core.Lambda;

/**
 * {@code Lambda} layers. Their Python code is never run: a function that was registered here takes
 * its place, under the layer's name or under the Python function's.
 */
final class OldLambda {
  private OldLambda() {}

  static void apply(OldLayer layer) {
    String python = python(layer);
    String name = Lambda.isRegistered(layer.name()) ? layer.name() : python;
    if (!Lambda.isRegistered(name)) {
      throw new NotSupportedException(
          "it holds a Python function, which cannot run here; register a substitute before"
              + " loading, by Lambda.register(\""
              + name
              + "\", inputs -> ...)");
    }
    layer.config().addProperty("function", name);
  }

  /** The name of the Python function, or the layer's where it has none. */
  private static String python(OldLayer layer) {
    JsonElement function = layer.config().get("function");
    if (function != null && function.isJsonObject()) {
      function = function.getAsJsonObject().get("config");
    }
    return function != null && function.isJsonPrimitive() ? function.getAsString() : layer.name();
  }
}
