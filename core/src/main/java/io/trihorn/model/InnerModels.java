package io.trihorn.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Models from a model's inputs to one of its layers, each made once; weights are shared. */
final class InnerModels {
  private final Map<String, Model> made = new HashMap<>();

  /** The model up to the layer of this name, where the whole model is. */
  synchronized Model upTo(Model whole, String layerName) {
    Model inner =
        made.computeIfAbsent(
            layerName,
            name -> new Model(whole.graph().inputForm(), whole.layer(name).output()).name(name));
    // One without weights does not move with the others.
    if (inner.weights().isEmpty()) {
      inner.on(whole.backend());
    }
    return inner;
  }

  /** Frees their programs. */
  synchronized void close() {
    List.copyOf(made.values()).forEach(Model::close);
    made.clear();
  }
}
