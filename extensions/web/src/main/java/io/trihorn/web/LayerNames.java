package io.trihorn.web;

import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Names of layers that no two layers of a model share, those of nested models included: there,
 * names of weights leave out the models on the way. Those of the model itself stay as they are.
 */
final class LayerNames {
  private final Map<Layer, String> names = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();

  private LayerNames() {}

  /** The name of each layer. */
  static Map<Layer, String> of(Model model) {
    LayerNames all = new LayerNames();
    all.add(model, "");
    return all.names;
  }

  private void add(Model model, String prefix) {
    for (Layer layer : model.layers()) {
      if (!names.containsKey(layer)) {
        names.put(layer, free(prefix, layer.name()));
      }
    }
    for (Layer layer : model.layers()) {
      if (layer instanceof Model nested) {
        add(nested, names.get(layer) + "_");
      }
    }
  }

  /** A name as it is if nothing has it; then with that of the model, and then with a number. */
  private String free(String prefix, String name) {
    String found = name;
    for (int i = 0; !taken.add(found); i++) {
      found = prefix + name + (i == 0 ? "" : "_" + i);
    }
    return found;
  }
}
