package io.trihorn.texts;

import com.google.gson.JsonElement;
import io.trihorn.data.Dataset;
import io.trihorn.model.Callback;
import io.trihorn.model.FitOptions;
import io.trihorn.model.History;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model and what it is trained by, as one text in JSON or YAML: what {@link Model#toJson} writes,
 * of which attributes may be left out, and a {@code train} block.
 *
 * <pre>{@code
 * class_name: Sequential
 * config:
 *   layers:
 *     - {class_name: InputLayer, config: {batch_shape: [null, 28, 28, 1]}}
 *     - {class_name: Flatten}
 *     - {class_name: Dense, config: {units: 10, activation: softmax}}
 * train:
 *   optimizer: {class_name: Adam, config: {learning_rate: 0.001}}
 *   loss: sparse_categorical_crossentropy
 *   metrics: [accuracy]
 *   data: {kind: mnist}
 *   test: {kind: mnist, part: test}
 *   epochs: 3
 *   batch_size: 64
 *   callbacks:
 *     - {class_name: EarlyStopping, config: {monitor: loss, patience: 2}}
 * }</pre>
 *
 * <p>All of it is checked before anything is trained; errors begin with the file, the line and the
 * column.
 */
public final class TrainingText implements AutoCloseable {
  private static final Set<String> MODEL =
      Set.of("module", "class_name", "config", "registered_name", "build_config", "compile_config");

  private static final String TRAIN = "train";

  private final Model model;
  private final TrainBlock train;

  private TrainingText(Model model, TrainBlock train) {
    this.model = model;
    this.train = train;
  }

  /**
   * Reads a file.
   *
   * @throws TextException if it is no training
   * @throws IOException if it cannot be read
   */
  public static TrainingText read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new Place(file.toString(), 1, 1).wrong("it is no text in UTF-8", e);
    }
    return parse(file.toString(), text, file.toAbsolutePath().getParent());
  }

  /**
   * Reads a text.
   *
   * @param name what messages call it
   * @param folder what the paths in it are relative to
   * @throws TextException if it is no training
   */
  public static TrainingText parse(String name, String text, Path folder) {
    Block block = block(name, text);
    Block train = block.fields("the text").get(TRAIN);
    if (train == null) {
      throw block.place().wrong("there is no " + TRAIN + " block");
    }
    Model model = ModelBlock.read(block.without(Set.of(TRAIN)));
    try {
      TrainBlock read = TrainBlock.read(train, model, folder);
      if (read.backend() != null) {
        Plain.at("backend", train, () -> model.on(read.backend()));
      }
      if (read.seed() != null) {
        model.seed(read.seed());
      }
      Plain.at("train", train, () -> model.compile(read.compilation()));
      return new TrainingText(model, read);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static Block block(String name, String text) {
    Block block = TextParser.parse(name, text);
    for (String key : block.fields("the text").keySet()) {
      if (!MODEL.contains(key) && !key.equals(TRAIN)) {
        throw block
            .keys()
            .get(key)
            .wrong(
                "a training has no '%s'; it has a model's class_name and config, and %s"
                    .formatted(key, TRAIN));
      }
    }
    return block;
  }

  /**
   * The model of a text, which need not say how it is trained.
   *
   * @param name what messages call it
   * @return the model, not compiled
   * @throws TextException if it is none; it says which layer is wrong
   */
  public static Model model(String name, String text) {
    return ModelBlock.read(block(name, text).without(Set.of(TRAIN)));
  }

  /**
   * A text as JSON, whether or not it makes sense.
   *
   * @param name what messages call it
   * @throws TextException if it is neither JSON nor YAML
   */
  public static JsonElement json(String name, String text) {
    return Plain.json(TextParser.parse(name, text));
  }

  /** The model, compiled. */
  public Model model() {
    return model;
  }

  /**
   * What a training came to.
   *
   * @param history the logs of all epochs
   * @param test the logs of the test data, empty where there are none
   */
  public record Result(History history, Map<String, Double> test) {
    /** Copies the map. */
    public Result {
      test = Map.copyOf(test);
    }
  }

  /**
   * Trains, tests and saves as the text says.
   *
   * @param out where the progress is told
   * @throws IOException if the data cannot be read
   */
  public Result run(PrintStream out) throws IOException {
    return run(out, List.of(), List.of());
  }

  /**
   * Trains, tests and saves as the text says.
   *
   * @param out where the progress is told
   * @param first callbacks that come before those of the text
   * @param last callbacks that come after them
   * @throws IOException if the data cannot be read
   */
  public Result run(PrintStream out, List<? extends Callback> first, List<? extends Callback> last)
      throws IOException {
    List<Callback> all = new ArrayList<>(first);
    all.addAll(train.callbacks());
    all.addAll(last);
    FitOptions options = train.fit().out(out).callbacks(all.toArray(Callback[]::new));
    if (train.validation() != null) {
      options.validation(train.validation().open());
    }
    History history = model.fit(train.data().open(), options);
    Map<String, Double> test = Map.of();
    if (train.test() != null) {
      Dataset data = train.test().open();
      test = model.evaluate(data.batchSize() > 0 ? data : data.batch(train.batchSize()));
    }
    if (train.save() != null) {
      Saving.saveModel(model, train.save());
    }
    return new Result(history, test);
  }

  /**
   * The data to look at beside training: those of validation, else of test, else of training.
   *
   * @throws IOException if they cannot be read
   */
  public Dataset sample() throws IOException {
    if (train.validation() != null) {
      return train.validation().open();
    }
    return (train.test() == null ? train.data() : train.test()).open();
  }

  @Override
  public void close() {
    model.close();
  }
}
