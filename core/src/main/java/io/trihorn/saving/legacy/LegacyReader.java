package io.trihorn.saving.legacy;

import com.google.gson.JsonObject;
import io.trihorn.config.ConfigException;
import io.trihorn.config.UnknownNameException;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Compilation;
import io.trihorn.model.CompilationConfig;
import io.trihorn.model.Model;
import io.trihorn.model.Models;
import io.trihorn.saving.hdf5.Hdf5Exception;
import io.trihorn.saving.hdf5.Hdf5File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads legacy {@code .h5} files of Keras 1, 2 and 3. Kernels of files that say their backend was
 * Theano are mirrored, as Keras does; files of Keras 1 do not say it, and are taken as they are.
 */
public final class LegacyReader {
  private LegacyReader() {}

  /** Whether an open HDF5 file has the legacy layout, of a whole model or of weights only. */
  public static boolean matches(Hdf5File file) {
    return LegacyLayout.matches(file.root());
  }

  /**
   * A whole model: architecture, weights, and where the file has it the training configuration with
   * the state of the optimizer, so that training goes on.
   *
   * @param compile whether to take the training configuration
   * @throws Hdf5Exception if the file is damaged or no such file
   * @throws UnsupportedLayersException if some of its layers are not known; it lists all of them
   * @throws WeightsOnlyException if it has no architecture
   * @throws ConfigException if a configuration in it cannot be read
   * @throws ShapeException if its layers do not fit each other
   * @throws WeightMismatchException if its weights are not those of its architecture
   */
  public static Model read(Path path, boolean compile) {
    try (Hdf5File file = Hdf5File.open(path)) {
      return read(file, compile);
    }
  }

  /** A whole model from an open file. */
  public static Model read(Hdf5File file, boolean compile) {
    StoredModel stored = LegacyLayout.read(file.root());
    if (stored.config() == null) {
      throw new WeightsOnlyException(
          file
              + " has no model_config, only weights: make the model and load the weights into it,"
              + " or give its architecture as JSON");
    }
    Model model = fromJson(stored.config(), stored.era());
    // Without the shape of the input there are no weights to put values into.
    sensible("the model's configuration", model::outputs);
    Map<Layer, WeightPlan> plans = LegacyWeights.load(model, stored, false, null);
    if (compile && stored.training() != null) {
      compile(model, stored, plans);
    }
    return model;
  }

  /**
   * A model with fresh weights from an architecture of any Keras, as {@code model.to_json()} gives
   * it.
   *
   * @throws UnsupportedLayersException if some of its layers are not known; it lists all of them
   * @throws ConfigException if it is not one
   */
  public static Model fromJson(String json) {
    JsonObject config = Json.parse("the architecture", json);
    String version =
        Json.isText(config.get("keras_version")) ? config.get("keras_version").getAsString() : null;
    Era era = Era.of(version, config);
    return era == Era.KERAS3
        ? sensible("the model's configuration", () -> Models.fromJson(json, true))
        : fromJson(config, era);
  }

  private static Model fromJson(JsonObject config, Era era) {
    return sensible(
        "the model's configuration", () -> Models.fromConfig(LegacyConfig.toKeras3(config, era)));
  }

  /** What a configuration that no Keras wrote runs into, at whatever place, as one exception. */
  private static <T> T sensible(String what, Supplier<T> action) {
    try {
      return action.get();
    } catch (UnknownNameException e) {
      throw new UnknownNameException(e.name(), what + " of the file: " + e.getMessage());
    } catch (ConfigException | ShapeException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      ConfigException wrong = new ConfigException(what + " does not make sense: " + e);
      wrong.initCause(e);
      throw wrong;
    }
  }

  private static void compile(Model model, StoredModel stored, Map<Layer, WeightPlan> plans) {
    List<String> outputs = model.outputNames();
    Compilation compilation =
        sensible(
            "the training configuration (load without compiling to leave it out)",
            () ->
                CompilationConfig.read(
                    OldTraining.toKeras3(stored.training(), stored.era()), outputs));
    Models.compileAsSaved(model, compilation);
    OptimizerState.load(model, compilation.optimizer(), stored, plans);
  }

  /**
   * Puts the weights of a file, of a whole model or of weights only, into a model.
   *
   * @param byName only layers of the same name get weights; otherwise the layers with weights
   *     correspond in their order, or by name where all names are the same
   * @param skipMismatch layers whose weights have other shapes than the file's keep theirs
   * @return the layers that kept theirs because they do not match, with the reasons
   * @throws Hdf5Exception if the file is damaged or no such file
   * @throws WeightMismatchException if the model's layers are not the file's
   */
  public static Map<String, String> readWeights(
      Model model, Path path, boolean byName, boolean skipMismatch) {
    try (Hdf5File file = Hdf5File.open(path)) {
      return readWeights(model, file, byName, skipMismatch);
    }
  }

  /** Puts the weights of an open file into a model. */
  public static Map<String, String> readWeights(
      Model model, Hdf5File file, boolean byName, boolean skipMismatch) {
    Map<String, String> skipped = new LinkedHashMap<>();
    StoredModel stored = LegacyLayout.read(file.root());
    LegacyWeights.load(model, stored, byName, skipMismatch ? skipped : null);
    return skipped;
  }
}
