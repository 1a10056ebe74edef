package io.trihorn.model;

import io.trihorn.layers.base.Layer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names for the layers of a model that users gave none: the class's, then with a number. What
 * another model named keeps its name, unless a layer before it has that here too: then it gets the
 * next number that is free in all models it is in. So the layers of several models make one model
 * without a count over the process, as Keras has it, and mostly by the same names.
 */
final class UniqueNames {
  private final Map<String, Layer> taken = new HashMap<>();
  private final Map<String, Integer> next = new HashMap<>();

  private UniqueNames() {}

  static void assign(List<Layer> layers) {
    UniqueNames names = new UniqueNames();
    layers.stream().filter(Layer::isNameGiven).forEach(names::take);
    Set<Layer> nameless = new LinkedHashSet<>();
    for (Layer layer : layers) {
      if (!layer.isNameGiven() && !(layer.isNamed() && names.keep(layer))) {
        nameless.add(layer);
      }
    }
    nameless.forEach(names::number);
  }

  /** A name that a user gave. */
  private void take(Layer layer) {
    Layer other = taken.putIfAbsent(layer.name(), layer);
    if (other != null) {
      throw new IllegalArgumentException(
          other == layer
              ? "the layer '%s' stands in the model twice; make another one, or apply it twice in a functional model"
                  .formatted(layer.name())
              : "two layers of the model are named '%s'; give each a name of its own, or none"
                  .formatted(layer.name()));
    }
  }

  /** Whether a name that a model gave is free here. */
  private boolean keep(Layer layer) {
    Layer other = taken.putIfAbsent(layer.name(), layer);
    return other == null || other == layer;
  }

  private void number(Layer layer) {
    String base = layer.defaultName();
    String name;
    do {
      int number = next.merge(base, 1, Integer::sum) - 1;
      name = number == 0 ? base : base + "_" + number;
    } while (layer.isBeside(name) || taken.putIfAbsent(name, layer) != null);
    layer.assignNumberedName(name);
  }
}
