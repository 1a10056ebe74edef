package io.trihorn.saving;

import io.trihorn.layers.base.Layer;
import io.trihorn.state.Weight;
import java.util.List;

/**
 * Something whose variables Keras keeps in a group of their own: the model, a layer, an optimizer.
 *
 * @param path the group's path, {@code layers/dense}; empty for the model
 * @param name its own name, and those of what it is in below the model: {@code tower/d1}
 * @param variables its own variables, in Keras's order
 * @param layer the layer it is, or null
 */
record Saveable(String path, String name, List<Weight> variables, Layer layer) {
  /** The path of the group that holds the variables. */
  String group() {
    return path.isEmpty() ? "vars" : path + "/vars";
  }

  /** The last part of the name. */
  String ownName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** For messages. */
  String label() {
    return path.isEmpty() ? "the model" : "'" + name + "' (" + path + ")";
  }
}
