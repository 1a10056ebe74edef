package io.trihorn.saving.legacy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A step that brings one layer's configuration nearer to Keras 3's form. */
@FunctionalInterface
interface Edit {
  /**
   * Changes the layer.
   *
   * @throws NotSupportedException if the layer asks for what there is no form for
   */
  void apply(OldLayer layer);

  /** The attribute gets another name; one that has it already stays. */
  static Edit rename(String from, String to) {
    return layer -> {
      JsonElement value = layer.take(from);
      if (value != null && !layer.config().has(to)) {
        layer.config().add(to, value);
      }
    };
  }

  /** The attributes, one number each, become one list. */
  static Edit gather(String to, String... from) {
    return layer -> {
      if (!Arrays.stream(from).allMatch(layer::has)) {
        return;
      }
      JsonArray list = new JsonArray();
      for (String key : from) {
        list.add(layer.take(key));
      }
      layer.config().add(to, list);
    };
  }

  /** The attribute's value is put into another form; null stays null. */
  static Edit value(String key, UnaryOperator<JsonElement> change) {
    return layer -> {
      if (layer.has(key)) {
        layer.config().add(key, change.apply(layer.config().get(key)));
      }
    };
  }

  /** The class gets another name. */
  static Edit becomes(String className) {
    return layer -> layer.className(className);
  }

  /** The attribute gets a value, whatever it had. */
  static Edit set(String key, JsonPrimitive value) {
    return layer -> layer.config().add(key, value);
  }

  /** The attribute gets a value where the old Keras did not write it. */
  static Edit absent(String key, JsonPrimitive value) {
    return layer -> {
      if (!layer.has(key)) {
        layer.config().add(key, value);
      }
    };
  }

  /** Refuses a layer for which a condition holds. */
  static Edit refuse(Predicate<OldLayer> condition, String why) {
    return layer -> {
      if (condition.test(layer)) {
        throw new NotSupportedException(why);
      }
    };
  }

  /** Several steps, one after the other. */
  static Edit all(List<Edit> edits) {
    return layer -> edits.forEach(edit -> edit.apply(layer));
  }
}
