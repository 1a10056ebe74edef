package io.trihorn.saving.legacy;

import com.google.gson.JsonObject;
import io.trihorn.saving.hdf5.Hdf5Dataset;
import io.trihorn.saving.hdf5.Hdf5Exception;
import io.trihorn.saving.hdf5.Hdf5Group;
import io.trihorn.saving.hdf5.Hdf5Node;
import java.util.ArrayList;
import java.util.List;

/** The layout of legacy files as a tree of groups and attributes. */
final class LegacyLayout {
  static final String CONFIG = "model_config";
  static final String TRAINING = "training_config";
  static final String VERSION = "keras_version";
  static final String BACKEND = "backend";
  static final String WEIGHTS = "model_weights";
  static final String OPTIMIZER = "optimizer_weights";
  static final String TOP_LEVEL = "top_level_model_weights";
  static final String LAYER_NAMES = "layer_names";
  static final String WEIGHT_NAMES = "weight_names";

  private LegacyLayout() {}

  /** Whether this is the root of a legacy file: of a whole model, or of weights only. */
  static boolean matches(Hdf5Group root) {
    return root.hasAttribute(CONFIG)
        || root.hasGroup(WEIGHTS)
        || ChunkedNames.has(root, LAYER_NAMES);
  }

  /**
   * What the file holds.
   *
   * @throws Hdf5Exception if its parts do not fit together
   */
  static StoredModel read(Hdf5Group root) {
    Hdf5Group weights = root.hasGroup(WEIGHTS) ? root.group(WEIGHTS) : root;
    List<StoredLayer> layers = new ArrayList<>();
    for (String name : ChunkedNames.read(weights, LAYER_NAMES)) {
      Hdf5Group group = weights.group(name);
      layers.add(new StoredLayer(name, arrays(group)));
    }
    return new StoredModel(
        either(root, weights, VERSION),
        either(root, weights, BACKEND),
        json(root, CONFIG),
        json(root, TRAINING),
        layers,
        weights.hasGroup(TOP_LEVEL) ? arrays(weights.group(TOP_LEVEL)) : List.of(),
        root.hasGroup(OPTIMIZER) ? arrays(root.group(OPTIMIZER)) : List.of());
  }

  private static String either(Hdf5Group root, Hdf5Group weights, String attribute) {
    Hdf5Node node = root.hasAttribute(attribute) ? root : weights;
    return node.hasAttribute(attribute) ? node.text(attribute) : null;
  }

  private static JsonObject json(Hdf5Group root, String attribute) {
    return root.hasAttribute(attribute) ? Json.parse(attribute, root.text(attribute)) : null;
  }

  private static List<StoredArray> arrays(Hdf5Group group) {
    List<StoredArray> arrays = new ArrayList<>();
    for (String name : ChunkedNames.read(group, WEIGHT_NAMES)) {
      Hdf5Dataset dataset = group.dataset(name);
      arrays.add(new StoredArray(name, dataset.read()));
    }
    return arrays;
  }

  /** Puts a whole model, or with neither configuration the weights alone, under a root. */
  static void write(StoredModel model, Hdf5Group root) {
    Hdf5Group weights = root;
    if (model.config() != null) {
      attributes(model, root);
      root.setText(CONFIG, model.config().toString());
      weights = root.putGroup(WEIGHTS);
    }
    if (model.training() != null) {
      root.setText(TRAINING, model.training().toString());
    }
    attributes(model, weights);
    ChunkedNames.write(
        weights, LAYER_NAMES, model.layers().stream().map(StoredLayer::name).toList());
    for (StoredLayer layer : model.layers()) {
      write(layer.arrays(), weights.putGroup(layer.name()));
    }
    write(model.topLevel(), weights.putGroup(TOP_LEVEL));
    if (!model.optimizer().isEmpty()) {
      write(model.optimizer(), root.putGroup(OPTIMIZER));
    }
  }

  private static void attributes(StoredModel model, Hdf5Group group) {
    group.setText(BACKEND, model.backend());
    group.setText(VERSION, model.version());
  }

  private static void write(List<StoredArray> arrays, Hdf5Group group) {
    ChunkedNames.write(group, WEIGHT_NAMES, arrays.stream().map(StoredArray::name).toList());
    arrays.forEach(a -> group.putDataset(a.name(), a.data()));
  }
}
