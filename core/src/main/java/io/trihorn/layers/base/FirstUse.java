package io.trihorn.layers.base;

import java.util.List;

/** Where a layer was first used in a model under construction. */
final class FirstUse {
  private final Layer layer;
  private LayerCall call;

  FirstUse(Layer layer) {
    this.layer = layer;
  }

  void note(LayerCall used) {
    if (call == null) {
      call = used;
    }
  }

  /**
   * The call.
   *
   * @param what what is asked of it, for the message
   */
  LayerCall get(String what) {
    if (call == null) {
      throw new IllegalStateException(
          "layer '"
              + layer.name()
              + "' was never used in a model under construction, so it has no "
              + what
              + " yet; apply it to a tensor first");
    }
    return call;
  }

  /** The only one of the layer's inputs or outputs. */
  KerasTensor only(String what, List<KerasTensor> all) {
    if (all.size() != 1) {
      throw new IllegalStateException(
          "layer '" + layer.name() + "' has " + all.size() + " " + what + "s; use " + what + "s()");
    }
    return all.get(0);
  }
}
