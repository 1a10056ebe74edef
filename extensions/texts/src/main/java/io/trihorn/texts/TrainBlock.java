package io.trihorn.texts;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.trihorn.config.Configurable;
import io.trihorn.config.Registry;
import io.trihorn.losses.Losses;
import io.trihorn.metrics.Metrics;
import io.trihorn.model.Callback;
import io.trihorn.model.Compilation;
import io.trihorn.model.CompilationConfig;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.optimizers.schedules.LearningRateSchedule;
import io.trihorn.optimizers.schedules.Schedules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The {@code train} block of a text.
 *
 * @param compilation what the model is compiled with
 * @param data what it learns from
 * @param validation what it is judged by after each epoch, or null
 * @param test what it is judged by at the end, or null
 * @param epochs passes over the data
 * @param batchSize rows of a step
 * @param fit further options of {@code fit}
 * @param callbacks what is told of the training
 * @param seed of weights, shuffles and dropout, or null
 * @param backend what computes, or null for what configuration chooses
 * @param save where the model is written at the end, or null
 */
record TrainBlock(
    Compilation compilation,
    DataBlock.Source data,
    DataBlock.Source validation,
    DataBlock.Source test,
    int epochs,
    int batchSize,
    FitOptions fit,
    List<Callback> callbacks,
    Long seed,
    String backend,
    Path save) {
  private static final int BATCH = 32;

  /** What depends on the shapes of the targets. */
  private static final Set<String> BY_OUTPUT = Set.of("accuracy", "acc", "crossentropy", "ce");

  /**
   * Reads the block.
   *
   * @param model the text's
   * @param folder what paths are relative to
   */
  static TrainBlock read(Block block, Model model, Path folder) {
    Options options = new Options("train", block, folder);
    Compilation compilation = compilation(block, options, model);
    Block validation = options.block("validation");
    Block test = options.block("test");
    int[] epochs = {1};
    int[] batch = {BATCH};
    options.integer("epochs", n -> epochs[0] = n);
    options.integer("batch_size", n -> batch[0] = n);
    FitOptions fit = FitOptions.epochs(epochs[0]);
    options.integer("batch_size", fit::batchSize);
    options.flag("shuffle", fit::shuffle);
    options.number("validation_split", fit::validationSplit);
    options.integer("validation_freq", fit::validationFreq);
    options.integer("steps_per_epoch", fit::stepsPerEpoch);
    options.integer("initial_epoch", fit::initialEpoch);
    options.integer("verbose", fit::verbose);
    List<Callback> callbacks = new ArrayList<>();
    Block list = options.block("callbacks");
    if (list != null) {
      list.items("callbacks").forEach(e -> callbacks.add(CallbackBlock.read(e, folder)));
    }
    Block seed = options.block("seed");
    String[] backend = {null};
    options.text("backend", name -> backend[0] = name);
    TrainBlock read =
        new TrainBlock(
            compilation,
            DataBlock.read("data", options.required("data"), folder),
            validation == null ? null : DataBlock.read("validation", validation, folder),
            test == null ? null : DataBlock.read("test", test, folder),
            epochs[0],
            batch[0],
            fit,
            callbacks,
            seed == null ? null : seed.integer("seed", Long.MIN_VALUE),
            backend[0],
            options.path("save"));
    options.done();
    return read;
  }

  private static Compilation compilation(Block block, Options options, Model model) {
    Block optimizer = options.required("optimizer");
    Optimizer made = Plain.object("optimizer", optimizer, Optimizers.REGISTRY);
    Block schedule = options.block("schedule");
    if (schedule != null) {
      LearningRateSchedule rate = Plain.object("schedule", schedule, Schedules.REGISTRY);
      Plain.at("schedule", schedule, () -> made.learningRate(rate));
    }
    JsonObject config = new JsonObject();
    config.add("optimizer", Optimizers.REGISTRY.serialize(made));
    config.add("loss", each("loss", options.required("loss"), Losses.REGISTRY));
    for (String key : List.of("metrics", "weighted_metrics")) {
      Block metrics = options.block(key);
      config.add(key, metrics == null ? JsonNull.INSTANCE : each(key, metrics, Metrics.REGISTRY));
    }
    for (String key : List.of("loss_weights", "steps_per_execution")) {
      Block value = options.block(key);
      config.add(key, value == null ? JsonNull.INSTANCE : Plain.json(value));
    }
    return Plain.at("train", block, () -> CompilationConfig.read(config, model.outputNames()));
  }

  /** Looks at one thing, or at those of a list or of an object by output. */
  private static <T extends Configurable> JsonElement each(
      String what, Block block, Registry<T> registry) {
    if (block.value() instanceof List<?>) {
      block.items(what).forEach(item -> each(what, item, registry));
    } else if (block.value() instanceof Map<?, ?> map && !map.containsKey("class_name")) {
      block.fields(what).values().forEach(item -> each(what, item, registry));
    } else if (block.value() != null && !isByOutput(block)) {
      Plain.object(what, block, registry);
    }
    return Plain.json(block);
  }

  private static boolean isByOutput(Block block) {
    return block.value() instanceof String name && BY_OUTPUT.contains(name);
  }
}
