package io.trihorn.saving.legacy;

import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.state.Weight;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Names of weights in a file: the names of the layers on the way to each, and its own. */
public final class WeightPaths {
  private final Map<Weight, String> paths = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();

  private WeightPaths() {}

  /** The paths of all weights of a model: those in a {@code Sequential} begin with its name. */
  static Map<Weight, String> of(Model model) {
    return of(model, model instanceof Sequential ? model.name() + "/" : "");
  }

  /** The paths of all weights of a model, each with this before it. */
  public static Map<Weight, String> of(Model model, String prefix) {
    WeightPaths paths = new WeightPaths();
    model.layers().forEach(layer -> paths.add(layer, prefix + layer.name() + "/"));
    return paths.paths;
  }

  private void add(Layer layer, String prefix) {
    for (Layer child : layer.children()) {
      add(child, prefix + child.name() + "/");
    }
    for (Weight weight : layer.weights()) {
      if (!paths.containsKey(weight)) {
        paths.put(weight, free(prefix + weight.name(), taken));
      }
    }
  }

  /** The name, with a number behind it where it is taken; a name is also what leads to others. */
  static String free(String name, Set<String> taken) {
    String found = name;
    for (int i = 1; !taken.add(found); i++) {
      found = name + "_" + i;
    }
    return found;
  }
}
