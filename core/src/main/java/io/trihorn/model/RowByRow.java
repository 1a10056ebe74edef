package io.trihorn.model;

import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.LayerCall;
import io.trihorn.layers.core.Lambda;
import io.trihorn.layers.rnn.BaseRnn;

/**
 * Whether a model's predictions of a row are surely those that it has in any other batch, so that a
 * batch may be filled up with rows that do not count.
 */
final class RowByRow {
  private static final String LAYERS = Layer.class.getPackageName() + ".";
  private static final String OPERATIONS = LAYERS + "operations";

  private RowByRow() {}

  /** Whether all layers are ours, none is an operation over any axes, and none keeps a state. */
  static boolean is(Model model) {
    return model.graph().calls().stream().map(LayerCall::layer).allMatch(RowByRow::is);
  }

  private static boolean is(Layer layer) {
    if (layer instanceof Model model) {
      return model.isWired() && is(model);
    }
    String room = layer.getClass().getPackageName();
    boolean ours = room.startsWith(LAYERS) && !room.startsWith(OPERATIONS);
    boolean stateful = layer instanceof BaseRnn<?> rnn && !rnn.states().isEmpty();
    return ours
        && !(layer instanceof Lambda)
        && !stateful
        && layer.children().stream().allMatch(RowByRow::is);
  }
}
