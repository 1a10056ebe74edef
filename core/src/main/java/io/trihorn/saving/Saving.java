package io.trihorn.saving;

import com.google.gson.JsonObject;
import io.trihorn.backend.BackendException;
import io.trihorn.config.ConfigException;
import io.trihorn.data.Npz;
import io.trihorn.features.FeatureSpace;
import io.trihorn.graph.ShapeException;
import io.trihorn.logging.Slf4j;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.saving.files.AtomicFile;
import io.trihorn.saving.files.PyTorchFiles;
import io.trihorn.saving.files.ResourceFile;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.hdf5.Hdf5Exception;
import io.trihorn.saving.legacy.LegacyReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Saves models and weights to files and loads them, by Keras's names and in Keras's formats. The
 * ending of the file's name says which:
 *
 * <ul>
 *   <li>{@code .keras}: a whole model of Keras 3: layers, weights, what it is compiled with, the
 *       optimizer's variables;
 *   <li>{@code .h5} and {@code .hdf5}: the same of Keras 1, 2 and 3, or weights of them; written is
 *       what Keras 3 writes;
 *   <li>{@code .weights.h5}: weights, and the optimizer's variables, of Keras 3;
 *   <li>{@code .weights.json}: the same in several files of limited size;
 *   <li>{@code .safetensors} and NumPy's {@code .npz}: weights by the names of the layers on the
 *       way to each and its own, {@code dense/kernel}; {@link WeightTable} gives other names.
 * </ul>
 *
 * <p>A file appears at once or not at all. Files may come from anywhere: only registered classes
 * are ever made from them, and whatever is wrong with one is a {@link SavingException}.
 */
public final class Saving {
  static {
    Slf4j.quietWithoutProvider();
  }

  private static final LegacyFormat LEGACY = new LegacyFormat(".h5");
  private static final LegacyFormat LONGER = new LegacyFormat(".hdf5");
  private static final KerasFormat KERAS = new KerasFormat();
  private static final List<ModelFormat> MODELS = List.of(KERAS, LEGACY, LONGER);
  private static final List<ModelFormat> SPACES = List.of(KERAS);
  private static final List<WeightsFormat> WEIGHTS =
      List.of(
          new H5Weights(),
          new ShardedWeights(ShardedWeights.DEFAULT_LIMIT),
          new KerasWeights(),
          new TensorWeights(".safetensors", TensorWeights::safeTensors, TensorWeights::write),
          new TensorWeights(".npz", file -> Npz.read(file).arrays(), TensorWeights::writeNpz),
          LEGACY,
          LONGER);

  private Saving() {}

  /** The endings of files that hold a whole model. */
  public static List<String> modelExtensions() {
    return MODELS.stream().map(ModelFormat::extension).toList();
  }

  /**
   * Saves a whole model, with what it is compiled with and the optimizer's variables.
   *
   * @param path a file that ends in {@code .keras} or {@code .h5}
   * @throws SavingException if it cannot be written
   */
  public static void saveModel(Model model, Path path) {
    saveModel(model, path, true);
  }

  /**
   * Saves a whole model.
   *
   * @param includeOptimizer whether to save what it is compiled with and the optimizer's variables
   * @throws SavingException if it cannot be written
   */
  public static void saveModel(Model model, Path path, boolean includeOptimizer) {
    ModelFormat format = format(MODELS, ModelFormat::extension, path, "models");
    guarded(
        "save " + path,
        () -> {
          AtomicFile.write(
              path,
              temporary ->
                  undisturbed(model, () -> format.save(model, temporary, includeOptimizer)));
          return null;
        });
  }

  /**
   * Loads a model, compiled as it was when it was saved. A model whose layers and weights are in
   * two files is {@link #modelFromJson} of the one and {@link #loadWeights} of the other.
   *
   * <p>Weights of 64 MiB and more go to the backend that is chosen, if one is, while they are read;
   * less waits until the model is used.
   *
   * @throws SavingException if the file cannot be read, is damaged, or holds what is unknown here
   */
  public static Model loadModel(Path path) {
    return loadModel(path, true);
  }

  /**
   * Loads a model that is a resource, as in the application's jar: {@code
   * loadModel(Main.class.getResource("/digits.keras"))}. It is compiled as it was when it was
   * saved.
   *
   * @param place of a file, with its ending; null, which is what {@code getResource} gives where
   *     there is nothing of that name, is refused
   * @throws SavingException if it cannot be read, is damaged, or holds what is unknown here
   */
  public static Model loadModel(URL place) {
    if (place == null) {
      throw new SavingException(
          "there is no such resource: getResource gave null; a name that begins with '/' is looked"
              + " for from the root of the class path, any other beside the class");
    }
    return guarded(
        "load " + place,
        () -> {
          try (ResourceFile file = new ResourceFile(place)) {
            return loadModel(file.path());
          }
        });
  }

  /**
   * Loads a model.
   *
   * @param compile whether to compile it as it was when it was saved
   * @throws SavingException if the file cannot be read, is damaged, or holds what is unknown here
   */
  public static Model loadModel(Path path, boolean compile) {
    PyTorchFiles.refuse(path);
    SeparateFiles.refuse(path);
    ModelFormat format = format(MODELS, ModelFormat::extension, path, "models");
    return guarded("load " + path, () -> format.load(existing(path), compile));
  }

  /**
   * Saves a space of features, which has been adapted, as Keras's {@code FeatureSpace.save}.
   *
   * @param path a file that ends in {@code .keras}
   * @throws IllegalStateException if it has something to learn and has not been adapted
   * @throws SavingException if it cannot be written
   */
  public static void saveFeatureSpace(FeatureSpace space, Path path) {
    format(SPACES, ModelFormat::extension, path, "feature spaces");
    JsonObject json = space.toJson();
    guarded(
        "save " + path,
        () -> {
          AtomicFile.write(path, temporary -> FeatureSpaces.save(space, json, temporary));
          return null;
        });
  }

  /**
   * Loads a space of features that was saved here or by Keras.
   *
   * @return the space, adapted
   * @throws SavingException if the file cannot be read, is damaged, or holds something else
   */
  public static FeatureSpace loadFeatureSpace(Path path) {
    format(SPACES, ModelFormat::extension, path, "feature spaces");
    return guarded("load " + path, () -> FeatureSpaces.load(existing(path)));
  }

  /**
   * A model from its architecture, as {@code to_json} of Keras 1, 2 or 3 gives it.
   *
   * @throws SavingException if it is no model, or has layers that are unknown here; it lists all of
   *     them
   */
  public static Model modelFromJson(String json) {
    return guarded("make a model from JSON", () -> LegacyReader.fromJson(json));
  }

  /**
   * Saves a model's weights, and the optimizer's variables if it is compiled.
   *
   * @param path a file that ends in {@code .weights.h5}, {@code .weights.json}, {@code .h5}, {@code
   *     .safetensors} or {@code .npz}; the last two have no optimizer
   * @throws SavingException if it cannot be written
   */
  public static void saveWeights(Model model, Path path) {
    WeightsFormat format = format(WEIGHTS, WeightsFormat::extension, path, "weights");
    guarded(
        "save " + path,
        () -> {
          model.inputs(); // Fails where there are no weights yet.
          undisturbed(model, () -> format.save(model, path));
          return null;
        });
  }

  /**
   * Saves a model's weights to files of limited size.
   *
   * @param path a file that ends in {@code .weights.json}; the others are beside it
   * @param maxShardSize the limit in GiB
   * @throws SavingException if they cannot be written, or one weight alone is larger
   */
  public static void saveWeights(Model model, Path path, double maxShardSize) {
    ShardedWeights format = new ShardedWeights(maxShardSize);
    format(List.of(format), WeightsFormat::extension, path, "sharded weights");
    guarded(
        "save " + path,
        () -> {
          model.inputs(); // Fails where there are no weights yet.
          undisturbed(model, () -> format.save(model, path));
          return null;
        });
  }

  /**
   * Sets a model's weights, by the places of layers, and the optimizer's variables where the model
   * is compiled and they match.
   *
   * @throws SavingException if the file cannot be read or does not match; no weight is changed then
   */
  public static void loadWeights(Model model, Path path) {
    loadWeights(model, path, LoadWeights.DEFAULT);
  }

  /**
   * Sets a model's weights.
   *
   * @return the names of the layers that were left as they were because they do not match, with the
   *     reasons; empty unless the options allow that
   * @throws SavingException if the file cannot be read or does not match; no weight is changed then
   */
  public static Map<String, String> loadWeights(Model model, Path path, LoadWeights options) {
    PyTorchFiles.refuse(path);
    WeightsFormat format = format(WEIGHTS, WeightsFormat::extension, path, "weights");
    existing(path);
    return guarded(
        "load " + path,
        () -> {
          model.inputs(); // Fails where there are no weights yet.
          return whole(model::alone, () -> format.load(model, path, options));
        });
  }

  /** The format whose ending is the longest that fits. */
  private static <T> T format(
      List<T> formats, Function<T, String> extension, Path path, String what) {
    String name = path.getFileName() == null ? "" : path.getFileName().toString();
    return formats.stream()
        .filter(f -> name.endsWith(extension.apply(f)))
        .max(Comparator.comparingInt(f -> extension.apply(f).length()))
        .orElseThrow(
            () ->
                new SavingException(
                    "files of "
                        + what
                        + " end in "
                        + String.join(" or ", formats.stream().map(extension).toList())
                        + ", but got "
                        + path));
  }

  private static Path existing(Path path) {
    if (Files.isDirectory(path)) {
      throw new SavingException(path + " is a folder; give the file in it that was saved");
    }
    if (!Files.isRegularFile(path)) {
      throw new SavingException("there is no file " + path.toAbsolutePath());
    }
    return path;
  }

  private interface Action<T> {
    T run() throws IOException;
  }

  private interface Work {
    void run() throws IOException;
  }

  /** What does something while a model is in a certain state. */
  private interface While {
    <T> T run(Supplier<T> work);
  }

  /** Writes the values of one step, whoever trains meanwhile. */
  private static void undisturbed(Model model, Work work) throws IOException {
    whole(
        model::undisturbed,
        () -> {
          work.run();
          return null;
        });
  }

  private static <T> T whole(While state, Action<T> action) throws IOException {
    try {
      return state.run(
          () -> {
            try {
              return action.run();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** One kind of exception, whatever a file is made of. */
  private static <T> T guarded(String what, Action<T> action) {
    try {
      return action.run();
    } catch (SavingException e) {
      throw e;
    } catch (IOException
        | ConfigException
        | ShapeException
        | ModelException
        | BackendException
        | Hdf5Exception e) {
      throw new SavingException("could not " + what + ": " + e.getMessage(), e);
    } catch (RuntimeException | StackOverflowError e) {
      throw new SavingException(
          "could not " + what + ": the file is damaged or nothing that Keras writes (" + e + ")",
          e);
    }
  }
}
