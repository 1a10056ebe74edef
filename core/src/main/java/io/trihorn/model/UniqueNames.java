package io.trihorn.model;

import io.trihorn.layers.base.Layer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names for the layers of a model that were not given one: the class's, then with a number. */
final class UniqueNames {
  private UniqueNames() {}

  static void assign(List<Layer> layers) {
    Map<String, Layer> named = new HashMap<>();
    for (Layer layer : layers) {
      Layer other = layer.isNamed() ? named.putIfAbsent(layer.name(), layer) : null;
      if (other != null) {
        throw new IllegalArgumentException(
            other == layer
                ? "the layer '%s' stands in the model twice; make another one, or apply it twice in a functional model"
                    .formatted(layer.name())
                : "two layers of the model are named '%s'; give each a name of its own, or none"
                    .formatted(layer.name()));
      }
    }
    Set<String> taken = new HashSet<>(named.keySet());
    Map<String, Integer> next = new HashMap<>();
    for (Layer layer : layers) {
      if (layer.isNamed()) {
        continue;
      }
      String base = layer.name();
      String name;
      do {
        int number = next.merge(base, 1, Integer::sum) - 1;
        name = number == 0 ? base : base + "_" + number;
      } while (!taken.add(name));
      layer.assignName(name);
    }
  }
}
