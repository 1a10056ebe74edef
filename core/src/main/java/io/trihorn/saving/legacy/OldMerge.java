package io.trihorn.saving.legacy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.Map;

/** Keras 1's {@code Merge}, whose mode has become a class. */
final class OldMerge {
  private static final Map<String, String> CLASSES =
      Map.of(
          "sum", "Add",
          "mul", "Multiply",
          "concat", "Concatenate",
          "ave", "Average",
          "max", "Maximum",
          "dot", "Dot",
          "cos", "Dot");

  private OldMerge() {}

  /** The merging layer itself; what it merges is the graph's matter. */
  static void single(OldLayer layer) {
    String mode = layer.text("mode", "sum");
    String className = CLASSES.get(mode);
    boolean plain = layer.text("mode_type", "raw").equals("raw");
    if (className == null || !plain) {
      throw new NotSupportedException(
          "the mode '" + mode + "' is a Python function; known modes are " + CLASSES.keySet());
    }
    layer.className(className);
    Edit.rename("concat_axis", "axis").apply(layer);
    JsonElement axes = layer.take("dot_axes");
    if (className.equals("Dot")) {
      layer.config().add("axes", axes == null ? new JsonPrimitive(-1) : innermost(axes));
      layer.config().addProperty("normalize", mode.equals("cos"));
    }
  }

  /** {@code [[1], [1]]}, as Keras 1 wrote one axis of each of two inputs. */
  private static JsonElement innermost(JsonElement axes) {
    if (!axes.isJsonArray()) {
      return axes;
    }
    JsonArray flat = new JsonArray();
    axes.getAsJsonArray().forEach(e -> flat.add(OldValues.onlyAxis(e)));
    return flat;
  }
}
