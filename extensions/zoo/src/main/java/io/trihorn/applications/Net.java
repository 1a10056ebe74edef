package io.trihorn.applications;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Strings layers together. Those without a name get Keras's: of their class, numbered in the order
 * in which they are made, whatever their place in the model.
 */
final class Net {
  private final Map<String, Integer> made = new HashMap<>();

  /** Applies layers one after the other; null stands for none. */
  KerasTensor chain(KerasTensor x, Layer... layers) {
    KerasTensor y = x;
    for (Layer layer : layers) {
      if (layer != null) {
        y = named(layer).apply(y);
      }
    }
    return y;
  }

  /** Applies a layer to several tensors. */
  KerasTensor merge(Layer layer, KerasTensor... inputs) {
    return named(layer).apply(inputs);
  }

  /** Applies a layer to several tensors. */
  KerasTensor merge(Layer layer, List<KerasTensor> inputs) {
    return merge(layer, inputs.toArray(KerasTensor[]::new));
  }

  /** The layer itself, which has a name afterwards. */
  <L extends Layer> L named(L layer) {
    if (!layer.isNamed()) {
      String base = layer.defaultName();
      int number = made.merge(base, 1, Integer::sum) - 1;
      layer.setName(number == 0 ? base : base + "_" + number);
    }
    return layer;
  }
}
