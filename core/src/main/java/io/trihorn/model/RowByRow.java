package io.trihorn.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.LayerCall;
import io.trihorn.layers.core.Lambda;
import io.trihorn.layers.rnn.BaseRnn;
import java.util.List;

/**
 * Whether a model's predictions of a row are surely those that it has in any other batch, so that a
 * batch may be filled up with rows that do not count.
 */
final class RowByRow {
  private static final String LAYERS = Layers.class.getPackageName() + ".";
  private static final String OPERATIONS = LAYERS + "operations";

  /** The attributes of layers that name axes. */
  private static final List<String> AXES = List.of("axis", "axes");

  /** The attributes of layers that may be functions of the user's own; ours have a name. */
  private static final List<String> FUNCTIONS = List.of("activation", "recurrent_activation");

  private RowByRow() {}

  /**
   * Whether all layers are ours, none is an operation over any axes or has a function of the user's
   * own, none may work along the axis of rows, and none keeps a state.
   */
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
        && staysInRows(layer.getConfig())
        && layer.children().stream().allMatch(RowByRow::is);
  }

  private static boolean staysInRows(JsonObject config) {
    boolean named =
        FUNCTIONS.stream()
            .map(config::get)
            .allMatch(f -> f == null || f.isJsonNull() || f.isJsonPrimitive());
    return named && AXES.stream().map(config::get).allMatch(RowByRow::isAfterRows);
  }

  /** Whether axes are surely others than the first: 1 and more, or the last. */
  private static boolean isAfterRows(JsonElement axes) {
    if (axes == null || axes.isJsonNull()) {
      return true;
    }
    if (axes.isJsonArray()) {
      return axes.getAsJsonArray().asList().stream().allMatch(RowByRow::isAfterRows);
    }
    int axis = axes.getAsInt();
    return axis > 0 || axis == -1;
  }
}
