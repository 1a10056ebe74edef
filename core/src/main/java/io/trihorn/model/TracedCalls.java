package io.trihorn.model;

import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.Layer;
import io.trihorn.state.Stages;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Traced calls of a model and its layers by what they were traced for; the latest stay. */
final class TracedCalls {
  private static final int KEPT = 1024;

  /**
   * What stands for a layer or an optimizer where calls are compared: caches that outlive the model
   * keep these.
   */
  private final Map<Object, Object> keys = new IdentityHashMap<>();

  private final Map<Use, TracedCall> calls =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Use, TracedCall> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * What a call is traced for.
   *
   * @param trainable for the layer and each inside it, whether it is to be trained
   */
  private record Use(
      Object key,
      boolean training,
      List<Boolean> trainable,
      List<Stages.Result> seen,
      List<TensorType> types) {
    // Asked for at every call of a model: a record's own methods are chains of method handles.
    @Override
    public boolean equals(Object other) {
      return other instanceof Use use
          && use.key == key
          && use.training == training
          && use.trainable.equals(trainable)
          && use.types.equals(types)
          && use.seen.equals(seen);
    }

    @Override
    public int hashCode() {
      return (System.identityHashCode(key) * 31 + types.hashCode()) * 31 + trainable.hashCode();
    }
  }

  /** What stands for an object; another one after it was forgotten. */
  Object keyOf(Object known) {
    return keys.computeIfAbsent(known, k -> new Object());
  }

  /** A call, which may have given the layer its weights, and is then not current. */
  TracedCall of(Layer layer, boolean training, List<Stages.Result> seen, List<TensorType> types) {
    List<Boolean> trainable = new ArrayList<>();
    addTrainable(layer, trainable);
    Use use = new Use(keyOf(layer), training, trainable, List.copyOf(seen), types);
    TracedCall call = calls.get(use);
    if (call == null || !call.isCurrent()) {
      if (call != null) {
        // The weights have become others, and programs for them are others too.
        keys.remove(layer);
        use = new Use(keyOf(layer), training, trainable, use.seen(), types);
      }
      call = new TracedCall(layer, training, seen, types, List.of(use.key(), trainable));
      calls.put(use, call);
    }
    return call;
  }

  private static void addTrainable(Layer layer, List<Boolean> trainable) {
    trainable.add(layer.isTrainable());
    layer.children().forEach(child -> addTrainable(child, trainable));
  }
}
