package io.trihorn.texts;

import io.trihorn.callbacks.BackupAndRestore;
import io.trihorn.callbacks.CSVLogger;
import io.trihorn.callbacks.EarlyStopping;
import io.trihorn.callbacks.Mode;
import io.trihorn.callbacks.ModelCheckpoint;
import io.trihorn.callbacks.ReduceLROnPlateau;
import io.trihorn.callbacks.SwapEMAWeights;
import io.trihorn.callbacks.TensorBoard;
import io.trihorn.callbacks.TerminateOnNaN;
import io.trihorn.model.Callback;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Callbacks of a text, by Keras's names of classes and arguments. */
final class CallbackBlock {
  private static final Set<String> MODES = Set.of("auto", "min", "max");

  private static final Map<String, Function<Options, Callback>> KINDS =
      Map.of(
          "EarlyStopping", CallbackBlock::earlyStopping,
          "ReduceLROnPlateau", CallbackBlock::reduceRate,
          "ModelCheckpoint", CallbackBlock::checkpoint,
          "CSVLogger", CallbackBlock::csvLogger,
          "TerminateOnNaN", CallbackBlock::terminate,
          "BackupAndRestore", CallbackBlock::backup,
          "SwapEMAWeights", options -> new SwapEMAWeights(),
          "TensorBoard", CallbackBlock::tensorBoard);

  private CallbackBlock() {}

  /** {@code {class_name, config}} or, where nothing is to be said, the class's name. */
  static Callback read(Block block, Path folder) {
    boolean bare = block.value() instanceof String;
    Map<String, Block> fields =
        bare
            ? Map.of("class_name", block)
            : block.fields("a callback", Set.of("class_name", "config"));
    Block name = fields.get("class_name");
    if (name == null) {
      throw block.place().wrong("a callback needs a class_name");
    }
    String className = name.text("class_name of a callback");
    Function<Options, Callback> kind = KINDS.get(className);
    if (kind == null) {
      throw name.place()
          .wrong(
              "there is no callback %s; there are %s"
                  .formatted(className, Block.sorted(KINDS.keySet())));
    }
    Block config = fields.getOrDefault("config", new Block(block.place(), Map.of(), Map.of()));
    Options options = new Options("callback " + className, config, folder);
    Callback callback = kind.apply(options);
    options.done();
    return callback;
  }

  private static Mode mode(Options options) {
    return Mode.valueOf(options.choice("mode", MODES, "auto").toUpperCase(Locale.ROOT));
  }

  private static Callback earlyStopping(Options options) {
    EarlyStopping stopping = new EarlyStopping().mode(mode(options));
    options.text("monitor", stopping::monitor);
    options.number("min_delta", stopping::minDelta);
    options.integer("patience", stopping::patience);
    options.integer("verbose", stopping::verbose);
    options.number("baseline", stopping::baseline);
    options.flag("restore_best_weights", stopping::restoreBestWeights);
    options.integer("start_from_epoch", stopping::startFromEpoch);
    return stopping;
  }

  private static Callback reduceRate(Options options) {
    ReduceLROnPlateau reduce = new ReduceLROnPlateau().mode(mode(options));
    options.text("monitor", reduce::monitor);
    options.number("factor", reduce::factor);
    options.integer("patience", reduce::patience);
    options.integer("verbose", reduce::verbose);
    options.number("min_delta", reduce::minDelta);
    options.integer("cooldown", reduce::cooldown);
    options.number("min_lr", reduce::minLr);
    return reduce;
  }

  private static Callback checkpoint(Options options) {
    ModelCheckpoint checkpoint =
        new ModelCheckpoint(options.requiredPath("filepath").toString()).mode(mode(options));
    options.text("monitor", checkpoint::monitor);
    options.integer("verbose", checkpoint::verbose);
    options.flag("save_best_only", checkpoint::saveBestOnly);
    options.integer("save_freq", checkpoint::saveFreq);
    options.number("initial_value_threshold", checkpoint::initialValueThreshold);
    return checkpoint;
  }

  private static Callback csvLogger(Options options) {
    CSVLogger logger = new CSVLogger(options.requiredPath("filename"));
    options.text("separator", text -> logger.separator(text.charAt(0)));
    options.flag("append", logger::append);
    return logger;
  }

  private static Callback terminate(Options options) {
    TerminateOnNaN terminate = new TerminateOnNaN();
    options.flag("raise_error", terminate::raiseError);
    return terminate;
  }

  private static Callback backup(Options options) {
    BackupAndRestore backup = new BackupAndRestore(options.requiredPath("backup_dir"));
    options.integer("save_freq", backup::saveFreq);
    options.flag("double_checkpoint", backup::doubleCheckpoint);
    options.flag("delete_checkpoint", backup::deleteCheckpoint);
    return backup;
  }

  private static Callback tensorBoard(Options options) {
    TensorBoard board = new TensorBoard(options.requiredPath("log_dir"));
    options.integer("histogram_freq", board::histogramFreq);
    options.flag("write_graph", board::writeGraph);
    options.flag("write_steps_per_second", board::writeStepsPerSecond);
    return board;
  }
}
