package io.trihorn.saving.legacy;

import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.Wrapper;
import io.trihorn.layers.rnn.Bidirectional;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * The order of a layer's weights in legacy files: all that are trained, then all others. With
 * nested models this is not the order that the layers themselves have.
 */
final class WeightOrder {
  private WeightOrder() {}

  /**
   * Some weights of one layer that stand together in the file.
   *
   * @param leaf the innermost layer that is read as a whole
   * @param weights in the file's order
   * @param trained whether training changes them
   */
  record Part(Layer leaf, List<Weight> weights, boolean trained) {}

  /** The weights of one of a model's layers. */
  static List<Part> of(Layer layer, Era era) {
    List<Part> parts = new ArrayList<>();
    if (era == Era.KERAS3 && !layer.isTrainable()) {
      parts.addAll(natural(layer));
    } else {
      parts.addAll(trained(layer));
      parts.addAll(others(layer));
    }
    parts.removeIf(p -> p.weights().isEmpty());
    return parts;
  }

  private static boolean holdsOthers(Layer layer) {
    return layer instanceof Model
        || layer instanceof Bidirectional
        || (layer instanceof Wrapper<?> wrapper
            && wrapper.layer().weights().containsAll(wrapper.weights()));
  }

  private static List<Part> natural(Layer layer) {
    List<Part> parts = new ArrayList<>();
    if (holdsOthers(layer)) {
      layer.children().forEach(child -> parts.addAll(natural(child)));
    } else {
      parts.add(new Part(layer, layer.weights(), false));
    }
    return parts;
  }

  private static List<Part> trained(Layer layer) {
    List<Part> parts = new ArrayList<>();
    if (!layer.isTrainable()) {
      return parts;
    }
    if (holdsOthers(layer)) {
      layer.children().forEach(child -> parts.addAll(trained(child)));
    } else {
      parts.add(new Part(layer, layer.trainableWeights(), true));
    }
    return parts;
  }

  private static List<Part> others(Layer layer) {
    List<Part> parts = new ArrayList<>();
    if (holdsOthers(layer)) {
      if (!layer.isTrainable()) {
        layer
            .children()
            .forEach(
                child ->
                    trained(child).forEach(p -> parts.add(new Part(p.leaf(), p.weights(), false))));
      }
      layer.children().forEach(child -> parts.addAll(others(child)));
    } else {
      List<Weight> free = layer.trainableWeights();
      List<Weight> rest = layer.weights().stream().filter(w -> !free.contains(w)).toList();
      parts.add(new Part(layer, rest, false));
    }
    return parts;
  }
}
