package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.callbacks.BackupAndRestore;
import io.trihorn.callbacks.CSVLogger;
import io.trihorn.callbacks.EarlyStopping;
import io.trihorn.callbacks.LearningRateScheduler;
import io.trihorn.callbacks.Mode;
import io.trihorn.callbacks.ModelCheckpoint;
import io.trihorn.callbacks.ReduceLROnPlateau;
import io.trihorn.callbacks.SwapEMAWeights;
import io.trihorn.callbacks.TerminateOnNaN;
import io.trihorn.config.UnknownNameException;
import io.trihorn.model.Callback;
import io.trihorn.model.TrainingRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Makes the callbacks that actions name. */
final class ProgramCallbacks {
  /** How {@code fit} ends where a callback interrupts it. */
  static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;

    Interrupted() {
      super("interrupted");
    }
  }

  /** Sets attributes that are given. */
  private record Setter<T>(String name, BiConsumer<T, JsonElement> set) {}

  private static final List<Setter<EarlyStopping>> EARLY =
      List.of(
          new Setter<>("monitor", (c, v) -> c.monitor(v.getAsString())),
          new Setter<>("min_delta", (c, v) -> c.minDelta(v.getAsDouble())),
          new Setter<>("patience", (c, v) -> c.patience(v.getAsInt())),
          new Setter<>("verbose", (c, v) -> c.verbose(v.getAsInt())),
          new Setter<>("mode", (c, v) -> c.mode(mode(v))),
          new Setter<>("baseline", (c, v) -> c.baseline(v.getAsDouble())),
          new Setter<>("restore_best_weights", (c, v) -> c.restoreBestWeights(v.getAsBoolean())),
          new Setter<>("start_from_epoch", (c, v) -> c.startFromEpoch(v.getAsInt())));

  private static final List<Setter<ReduceLROnPlateau>> PLATEAU =
      List.of(
          new Setter<>("monitor", (c, v) -> c.monitor(v.getAsString())),
          new Setter<>("factor", (c, v) -> c.factor(v.getAsDouble())),
          new Setter<>("patience", (c, v) -> c.patience(v.getAsInt())),
          new Setter<>("verbose", (c, v) -> c.verbose(v.getAsInt())),
          new Setter<>("mode", (c, v) -> c.mode(mode(v))),
          new Setter<>("min_delta", (c, v) -> c.minDelta(v.getAsDouble())),
          new Setter<>("cooldown", (c, v) -> c.cooldown(v.getAsInt())),
          new Setter<>("min_lr", (c, v) -> c.minLr(v.getAsDouble())));

  private static final List<Setter<ModelCheckpoint>> CHECKPOINT =
      List.of(
          new Setter<>("filepath", (c, v) -> {}),
          new Setter<>("save_weights_only", (c, v) -> c.saveWeightsOnly(v.getAsBoolean())),
          new Setter<>("monitor", (c, v) -> c.monitor(v.getAsString())),
          new Setter<>("verbose", (c, v) -> c.verbose(v.getAsInt())),
          new Setter<>("save_best_only", (c, v) -> c.saveBestOnly(v.getAsBoolean())),
          new Setter<>("mode", (c, v) -> c.mode(mode(v))),
          new Setter<>("save_freq", ProgramCallbacks::frequency),
          new Setter<>(
              "initial_value_threshold", (c, v) -> c.initialValueThreshold(v.getAsDouble())));

  private static final List<Setter<BackupAndRestore>> BACKUP =
      List.of(
          new Setter<>("backup_dir", (c, v) -> {}),
          new Setter<>("save_freq", ProgramCallbacks::frequency),
          new Setter<>("double_checkpoint", (c, v) -> c.doubleCheckpoint(v.getAsBoolean())),
          new Setter<>("delete_checkpoint", (c, v) -> c.deleteCheckpoint(v.getAsBoolean())));

  private static final List<Setter<CSVLogger>> CSV =
      List.of(
          new Setter<>("filename", (c, v) -> {}),
          new Setter<>("separator", (c, v) -> c.separator(v.getAsString().charAt(0))),
          new Setter<>("append", (c, v) -> c.append(v.getAsBoolean())));

  private static final Map<String, BiFunction<JsonObject, Path, Callback>> FACTORIES =
      Map.of(
          "EarlyStopping", (a, f) -> set(new EarlyStopping(), EARLY, a),
          "ReduceLROnPlateau", (a, f) -> set(new ReduceLROnPlateau(), PLATEAU, a),
          "ModelCheckpoint",
              (a, f) -> set(new ModelCheckpoint(f + "/" + text(a, "filepath")), CHECKPOINT, a),
          "BackupAndRestore",
              (a, f) -> set(new BackupAndRestore(f.resolve(text(a, "backup_dir"))), BACKUP, a),
          "CSVLogger", (a, f) -> set(new CSVLogger(f.resolve(text(a, "filename"))), CSV, a),
          "LearningRateScheduler",
              (a, f) ->
                  set(
                      new LearningRateScheduler(schedule(a.getAsJsonObject("schedule"))),
                      List.of(
                          new Setter<LearningRateScheduler>("schedule", (c, v) -> {}),
                          new Setter<>("verbose", (c, v) -> c.verbose(v.getAsInt()))),
                      a),
          "TerminateOnNaN",
              (a, f) ->
                  set(
                      new TerminateOnNaN(),
                      List.of(
                          new Setter<TerminateOnNaN>(
                              "raise_error", (c, v) -> c.raiseError(v.getAsBoolean()))),
                      a),
          "SwapEMAWeights",
              (a, f) ->
                  set(
                      new SwapEMAWeights(),
                      List.of(
                          new Setter<SwapEMAWeights>(
                              "swap_on_epoch", (c, v) -> c.swapOnEpoch(v.getAsBoolean()))),
                      a));

  private static final Map<String, BiFunction<JsonObject, Path, Callback>> OF_TESTS =
      Map.of(
          "SetLogs", (a, f) -> new SetLogs(a.getAsJsonObject("values")),
          "StopAt", (a, f) -> new StopAt(a.get("epoch").getAsInt(), a.get("batch").getAsLong()),
          "Interrupt",
              (a, f) ->
                  new Interrupt(
                      a.get("epoch").getAsInt(),
                      a.has("batch") ? a.get("batch").getAsLong() : null));

  private ProgramCallbacks() {}

  /**
   * The callbacks of an action.
   *
   * @param folder where they write
   * @param events where a LambdaCallback writes down what it sees
   */
  static List<Callback> of(JsonObject action, Path folder, ProgramEvents events) {
    List<Callback> all = new ArrayList<>();
    if (action.has("callbacks")) {
      for (JsonElement e : action.getAsJsonArray("callbacks")) {
        String name = e.getAsJsonObject().get("class_name").getAsString();
        JsonObject arguments = e.getAsJsonObject().getAsJsonObject("args");
        if (name.equals("LambdaCallback")) {
          all.add(events.callback(arguments.getAsJsonArray("events")));
        } else if (FACTORIES.containsKey(name)) {
          all.add(FACTORIES.get(name).apply(arguments, folder));
        } else if (OF_TESTS.containsKey(name)) {
          all.add(OF_TESTS.get(name).apply(arguments, folder));
        } else {
          throw new UnknownNameException(name, "the callback is not known here");
        }
      }
    }
    return all;
  }

  private static <T extends Callback> Callback set(
      T callback, List<Setter<T>> setters, JsonObject arguments) {
    Map<String, JsonElement> left = new LinkedHashMap<>(arguments.asMap());
    for (Setter<T> setter : setters) {
      JsonElement value = left.remove(setter.name());
      if (value != null && !value.isJsonNull()) {
        setter.set().accept(callback, value);
      }
    }
    if (!left.isEmpty()) {
      throw new UnknownNameException(left.keySet().toString(), "the argument is not known here");
    }
    return callback;
  }

  private static String text(JsonObject arguments, String name) {
    return arguments.get(name).getAsString();
  }

  private static Mode mode(JsonElement e) {
    return Mode.valueOf(e.getAsString().toUpperCase(Locale.ROOT));
  }

  private static void frequency(ModelCheckpoint callback, JsonElement value) {
    if (value.getAsJsonPrimitive().isNumber()) {
      callback.saveFreq(value.getAsLong());
    }
  }

  private static void frequency(BackupAndRestore callback, JsonElement value) {
    if (value.getAsJsonPrimitive().isNumber()) {
      callback.saveFreq(value.getAsLong());
    }
  }

  private static LearningRateScheduler.Schedule schedule(JsonObject json) {
    if (json.has("table")) {
      JsonArray table = json.getAsJsonArray("table");
      return (epoch, rate) -> table.get(epoch).getAsDouble();
    }
    double factor = json.get("multiply").getAsDouble();
    int from = json.has("from_epoch") ? json.get("from_epoch").getAsInt() : 0;
    return (epoch, rate) -> epoch >= from ? rate * factor : rate;
  }

  /** Scripts the logs that callbacks after it see. */
  private record SetLogs(JsonObject values) implements Callback {
    @Override
    public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
      values
          .entrySet()
          .forEach(
              e -> {
                JsonArray list = e.getValue().getAsJsonArray();
                if (epoch < list.size() && !list.get(epoch).isJsonNull()) {
                  logs.put(e.getKey(), ProgramChecks.number(list.get(epoch)));
                }
              });
    }
  }

  /** Stops at the end of a batch. */
  private static final class StopAt implements Callback {
    private final int epoch;
    private final long batch;
    private int now;

    StopAt(int epoch, long batch) {
      this.epoch = epoch;
      this.batch = batch;
    }

    @Override
    public void onEpochBegin(TrainingRun run, int begun) {
      now = begun;
    }

    @Override
    public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
      if (now == epoch && step == batch) {
        run.stop();
      }
    }
  }

  /** Interrupts at the begin of an epoch, or at the end of a batch. */
  private static final class Interrupt implements Callback {
    private final int epoch;
    private final Long batch;
    private int now;

    Interrupt(int epoch, Long batch) {
      this.epoch = epoch;
      this.batch = batch;
    }

    @Override
    public void onEpochBegin(TrainingRun run, int begun) {
      now = begun;
      if (begun == epoch && batch == null) {
        throw new Interrupted();
      }
    }

    @Override
    public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
      if (batch != null && now == epoch && step == batch) {
        throw new Interrupted();
      }
    }
  }
}
