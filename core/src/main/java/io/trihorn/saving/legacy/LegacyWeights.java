package io.trihorn.saving.legacy;

import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts the weights of a legacy file into a model. */
final class LegacyWeights {
  private final Model model;
  private final StoredModel file;
  private final Era era;
  private final Map<String, String> skipped;
  private final Map<Layer, WeightPlan> plans = new LinkedHashMap<>();
  private final Map<Weight, TensorData> values = new LinkedHashMap<>();

  private LegacyWeights(Model model, StoredModel file, Era era, Map<String, String> skipped) {
    this.model = model;
    this.file = file;
    this.era = era;
    this.skipped = skipped;
  }

  /**
   * Sets the model's weights.
   *
   * @param byName layers of the same name get weights and the others keep theirs; otherwise the
   *     layers with weights correspond in their order, or by name where all names are the same
   * @param skipped takes the names of layers whose weights have other shapes, which keep theirs,
   *     and the reasons; null where such a layer is an error
   * @return which arrays belong to which layer
   * @throws WeightMismatchException if the model's layers are not the file's
   */
  static Map<Layer, WeightPlan> load(
      Model model, StoredModel file, boolean byName, Map<String, String> skipped) {
    LegacyWeights weights = new LegacyWeights(model, file, file.era(), skipped);
    if (byName) {
      weights.byName();
    } else {
      weights.byTopology();
    }
    weights.write();
    return weights.plans;
  }

  private void byName() {
    Map<String, StoredLayer> stored = new HashMap<>();
    file.layers().forEach(s -> stored.put(s.name(), s));
    for (Layer layer : listed(model.layers())) {
      StoredLayer found = stored.get(layer.name());
      if (found != null) {
        take(layer, found);
      }
    }
  }

  /** The layers as the file lists them: Keras 1 lists those of nested models by themselves. */
  private List<Layer> listed(List<Layer> layers) {
    Set<String> names = file.layers().stream().map(StoredLayer::name).collect(Collectors.toSet());
    List<Layer> listed = new ArrayList<>();
    for (Layer layer : layers) {
      boolean inParts = era == Era.KERAS1 && !names.contains(layer.name());
      if (inParts && layer instanceof Model nested) {
        listed.addAll(listed(nested.layers()));
      } else {
        listed.add(layer);
      }
    }
    return listed;
  }

  private void byTopology() {
    if (!file.topLevel().isEmpty()) {
      throw new WeightMismatchException(
          "the file has weights of the model itself, "
              + file.topLevel().stream().map(StoredArray::name).toList()
              + ", but models here have weights in layers only; load by name to leave them out");
    }
    List<Layer> layers =
        listed(model.layers()).stream().filter(l -> !l.weights().isEmpty()).toList();
    List<StoredLayer> stored = file.layers().stream().filter(s -> !s.arrays().isEmpty()).toList();
    if (layers.size() != stored.size()) {
      throw new WeightMismatchException(
          "model '"
              + model.name()
              + "' has "
              + layers.size()
              + " layers with weights "
              + layers.stream().map(Layer::name).toList()
              + ", but the file has "
              + stored.size()
              + " "
              + stored.stream().map(StoredLayer::name).toList()
              + "; load by name to take those of the same name");
    }
    boolean sameNames =
        new HashSet<>(layers.stream().map(Layer::name).toList())
            .equals(stored.stream().map(StoredLayer::name).collect(Collectors.toSet()));
    if (sameNames) {
      byName();
      return;
    }
    for (int i = 0; i < layers.size(); i++) {
      take(layers.get(i), stored.get(i));
    }
  }

  private void take(Layer layer, StoredLayer stored) {
    try {
      WeightPlan plan = WeightPlan.of(layer, stored, era);
      values.putAll(plan.values(era, file.mirrored()));
      plans.put(layer, plan);
    } catch (WeightMismatchException e) {
      if (skipped == null) {
        throw e;
      }
      skipped.put(layer.name(), e.getMessage());
    }
  }

  private void write() {
    model.setVariableValues(List.copyOf(values.keySet()), List.copyOf(values.values()));
  }
}
