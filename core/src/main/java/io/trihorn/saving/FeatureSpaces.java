package io.trihorn.saving;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.features.FeatureSpace;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.preprocessing.Normalization;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.hdf5.Hdf5Group;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Spaces of features in Keras's {@code .keras} files. What is learned is beside the configuration:
 * vocabularies are assets, means and variances are variables, in the order in which the
 * configuration has the columns.
 */
final class FeatureSpaces {
  /** The attribute under which Keras has the layers of the columns. */
  private static final String PREPROCESSORS = "preprocessors";

  private FeatureSpaces() {}

  /** Whether a configuration is one of a space. */
  static boolean isSpace(JsonObject json) {
    JsonElement name = json.get("class_name");
    return name != null && name.isJsonPrimitive() && name.getAsString().equals("FeatureSpace");
  }

  /**
   * Saves a space.
   *
   * @param json its configuration
   */
  static void save(FeatureSpace space, JsonObject json, Path file) throws IOException {
    List<Saveable> saveables = saveables(space, json);
    Hdf5Group root = new Hdf5Group();
    root.putGroup("vars").setText("name", "feature_space");
    for (Saveable saveable : saveables) {
      root.putGroup(saveable.group()).setText("name", saveable.ownName());
      if (saveable.layer() instanceof Normalization layer && layer.learned() != null) {
        put(root, saveable, 0, layer.learned().mean().cast(DataType.FLOAT32));
        put(root, saveable, 1, layer.learned().variance().cast(DataType.FLOAT32));
        // The count, which Keras leaves at 0 where it adapts on the host.
        put(root, saveable, 2, TensorData.scalar(DataType.INT64, 0));
      } else if (!saveable.variables().isEmpty()) {
        throw unknown(file, saveable);
      }
    }
    Vocabularies.putWeights(saveables, root);
    KerasFormat.write(file, json, root, Vocabularies.of(saveables));
  }

  private static void put(Hdf5Group root, Saveable saveable, int number, TensorData value) {
    root.putDataset(saveable.group() + "/" + number, value);
  }

  static FeatureSpace load(Path file) throws IOException {
    try (KerasArchive archive = new KerasArchive(file)) {
      JsonObject json = KerasFormat.json(archive, file);
      if (!isSpace(json)) {
        throw new SavingException(
            file
                + " holds no FeatureSpace, but a "
                + json.get("class_name")
                + "; load models by Saving.loadModel");
      }
      FeatureSpace space = FeatureSpace.fromJson(json);
      List<Saveable> saveables = saveables(space, json);
      try {
        KerasFormat.readWeights(
            archive,
            file,
            root -> {
              restore(saveables, archive, root, file);
              return space;
            });
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      return space;
    }
  }

  private static void restore(
      List<Saveable> saveables, KerasArchive archive, Hdf5Group root, Path file) {
    for (Saveable saveable : saveables) {
      if (!root.hasDataset(saveable.group() + "/0")) {
        continue;
      }
      if (!(saveable.layer() instanceof Normalization layer)) {
        throw unknown(file, saveable);
      }
      Hdf5Group group = root.group(saveable.group());
      layer.restore(
          new Normalization.Learned(group.dataset("0").read(), group.dataset("1").read()));
    }
    try {
      Vocabularies.restore(saveables, archive, root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Numbers as they are have no layer here. */
  private static List<Saveable> saveables(FeatureSpace space, JsonObject json) {
    List<Layer> layers =
        json.getAsJsonObject("config").getAsJsonObject("features").keySet().stream()
            .map(column -> space.feature(column).preprocessor())
            .filter(Objects::nonNull)
            .toList();
    return Saveables.of(PREPROCESSORS, layers);
  }

  private static SavingException unknown(Path file, Saveable saveable) {
    return new SavingException(
        file
            + ": of a FeatureSpace's layers only Normalization has variables that are kept, but "
            + saveable.label()
            + " has some too");
  }
}
