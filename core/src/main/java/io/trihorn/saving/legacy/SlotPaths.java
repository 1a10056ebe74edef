package io.trihorn.saving.legacy;

import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names of an optimizer's variables in a file: the whole path of the weight that a slot is for. */
final class SlotPaths {
  private final Map<String, List<Weight>> byName = new HashMap<>();
  private final Map<String, Integer> seen = new HashMap<>();

  private SlotPaths() {}

  /**
   * A name for each variable, all different.
   *
   * @param trained the weights in the optimizer's order
   * @param paths of the weights
   */
  static List<String> of(Optimizer optimizer, List<Weight> trained, Map<Weight, String> paths) {
    SlotPaths slots = new SlotPaths();
    for (Weight weight : trained) {
      slots
          .byName
          .computeIfAbsent(flat(weight.variable().name()), n -> new ArrayList<>())
          .add(weight);
    }
    Set<String> taken = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (Weight variable : optimizer.variables()) {
      String name = variable.variable().name();
      String whole = slots.whole(variable.name(), paths);
      names.add(WeightPaths.free(whole == null ? name : optimizer.name() + "/" + whole, taken));
    }
    return names;
  }

  private static String flat(String path) {
    return path.replace('/', '_');
  }

  /** The slot's name with the path of its weight; null where it is of no weight. */
  private String whole(String slot, Map<Weight, String> paths) {
    String known = null;
    for (String name : byName.keySet()) {
      if (slot.startsWith(name + "_") && (known == null || name.length() > known.length())) {
        known = name;
      }
    }
    if (known == null) {
      return null;
    }
    // Weights of one name have their slots of a kind in their own order.
    List<Weight> weights = byName.get(known);
    int which = seen.merge(slot, 1, Integer::sum) - 1;
    String path = paths.get(weights.get(Math.min(which, weights.size() - 1)));
    return flat(path) + slot.substring(known.length());
  }
}
