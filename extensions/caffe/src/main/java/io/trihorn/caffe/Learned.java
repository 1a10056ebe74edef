package io.trihorn.caffe;

import io.trihorn.layers.base.Layer;
import io.trihorn.state.Weight;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What the layers of a net learn: its blobs by layer, and layers that share theirs. */
final class Learned {
  private final Map<String, BlobGroup> groups = new LinkedHashMap<>();
  private final Map<String, LayerText> texts = new HashMap<>();
  private final Map<String, Layer> shared = new HashMap<>();
  private final Map<String, Integer> names = new HashMap<>();

  /** The blobs by the layer's name, in the order of the text. */
  Map<String, BlobGroup> groups() {
    return groups;
  }

  /** The blobs in the order of the text, each once. */
  List<Learnable> learnables() {
    Map<Object, Learnable> each = new LinkedHashMap<>();
    groups.forEach(
        (layer, group) -> {
          for (int i = 0; i < group.shapes().size(); i++) {
            List<Weight> weights = group.weights().get(i);
            LayerText text = texts.get(layer);
            Learnable blob =
                new Learnable(
                    layer, i, group.shapes().get(i), weights, text.rate(i), text.decay(i));
            // What fixed statistics are divided by has no weight.
            each.putIfAbsent(weights.isEmpty() ? List.of(layer, i) : weights, blob);
          }
        });
    return List.copyOf(each.values());
  }

  /** The text of a layer that learns. */
  LayerText text(String layer) {
    return texts.get(layer);
  }

  void add(LayerText text, BlobGroup group) {
    groups.put(text.name(), group);
    texts.put(text.name(), text);
  }

  <L extends Layer> L layer(LayerText text, Class<L> type, Supplier<L> maker) {
    List<String> own = text.sharedNames();
    if (own.isEmpty()) {
      return named(text, maker.get());
    }
    String key = type.getName() + own;
    return type.cast(shared.computeIfAbsent(key, k -> named(text, maker.get())));
  }

  private <L extends Layer> L named(LayerText text, L layer) {
    String plain = text.name().replace('/', '_');
    int before = names.merge(plain, 1, Integer::sum) - 1;
    layer.setName(before == 0 ? plain : plain + "_" + before);
    return layer;
  }
}
