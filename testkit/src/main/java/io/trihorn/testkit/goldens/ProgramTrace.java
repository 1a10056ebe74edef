package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.callbacks.EarlyStopping;
import io.trihorn.callbacks.ModelCheckpoint;
import io.trihorn.callbacks.ReduceLROnPlateau;
import io.trihorn.callbacks.SwapEMAWeights;
import io.trihorn.model.Callback;
import io.trihorn.model.TrainingRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Stands last in the callbacks of {@code fit} and writes down each epoch. */
final class ProgramTrace implements Callback {
  private record Epoch(
      int epoch,
      double begin,
      double end,
      Map<String, Double> logs,
      List<Map<String, Double>> states,
      List<String> files) {}

  private final List<Callback> callbacks;
  private final Path folder;
  private final List<Epoch> epochs = new ArrayList<>();
  private double begin;
  private TrainingRun run;

  /**
   * An empty trace.
   *
   * @param callbacks those before it
   * @param folder whose files are listed
   */
  ProgramTrace(List<Callback> callbacks, Path folder) {
    this.callbacks = callbacks;
    this.folder = folder;
  }

  /** The run, once it has begun. */
  TrainingRun run() {
    return run;
  }

  @Override
  public void onTrainBegin(TrainingRun begun) {
    run = begun;
  }

  @Override
  public void onEpochBegin(TrainingRun now, int epoch) {
    begin = now.model().learningRate();
  }

  @Override
  public void onEpochEnd(TrainingRun now, int epoch, Map<String, Double> logs) {
    epochs.add(
        new Epoch(
            epoch,
            begin,
            now.model().learningRate(),
            new LinkedHashMap<>(logs),
            states(),
            files(folder)));
  }

  /** The attributes of callbacks that Keras shows. */
  private List<Map<String, Double>> states() {
    List<Map<String, Double>> states = new ArrayList<>();
    for (Callback callback : callbacks) {
      Map<String, Double> state = new LinkedHashMap<>();
      if (callback instanceof EarlyStopping c) {
        state.put("wait", (double) c.waited());
        state.put("best", c.best());
        state.put("best_epoch", (double) c.bestEpoch());
        state.put("stopped_epoch", (double) c.stoppedEpoch());
      } else if (callback instanceof ReduceLROnPlateau c) {
        state.put("wait", (double) c.waited());
        state.put("best", c.best());
        state.put("cooldown_counter", (double) c.cooldownCounter());
      } else if (callback instanceof ModelCheckpoint c) {
        state.put("best", c.best());
      }
      if (!state.isEmpty() || callback instanceof SwapEMAWeights) {
        states.add(state);
      }
    }
    return states;
  }

  /** The files below a folder, in order. */
  static List<String> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compares the epochs with those of Keras. */
  void check(String where, JsonObject expected, ProgramChecks checks) {
    JsonArray trace = expected.getAsJsonArray("trace");
    checks.same(where + " epochs", epochs.size(), trace.size());
    for (int i = 0; i < Math.min(epochs.size(), trace.size()); i++) {
      JsonObject wanted = trace.get(i).getAsJsonObject();
      Epoch epoch = epochs.get(i);
      String what = where + " epoch " + epoch.epoch();
      checks.same(what + " number", epoch.epoch(), wanted.get("epoch").getAsInt());
      rate(
          what + " rate at its begin", epoch.begin(), wanted.get("learning_rate_at_begin"), checks);
      rate(what + " rate at its end", epoch.end(), wanted.get("learning_rate_at_end"), checks);
      checks.logs(what, epoch.logs(), wanted.getAsJsonObject("logs"));
      if (wanted.has("state")) {
        states(what, epoch.states(), wanted.getAsJsonArray("state"), checks);
      }
      if (wanted.has("files")) {
        checks.same(what + " files", epoch.files(), texts(wanted.getAsJsonArray("files")));
      }
    }
    if (expected.has("state_at_end")) {
      states(where + " at the end", states(), expected.getAsJsonArray("state_at_end"), checks);
    }
  }

  private static void rate(String what, double actual, JsonElement expected, ProgramChecks checks) {
    if (!expected.isJsonNull()) {
      checks.number(what, actual, ProgramChecks.number(expected));
    }
  }

  static List<String> texts(JsonArray array) {
    return array.asList().stream().map(JsonElement::getAsString).toList();
  }

  private static void states(
      String where, List<Map<String, Double>> actual, JsonArray expected, ProgramChecks checks) {
    checks.same(where + " number of states", actual.size(), expected.size());
    for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
      for (Map.Entry<String, JsonElement> e : expected.get(i).getAsJsonObject().entrySet()) {
        if (e.getKey().equals("class_name") || e.getKey().startsWith("_")) {
          continue;
        }
        String what = where + " state " + i + " " + e.getKey();
        Double value = actual.get(i).get(e.getKey());
        if (e.getValue().isJsonNull() || value == null) {
          checks.same(what, value, e.getValue().isJsonNull() ? null : e.getValue());
        } else {
          checks.number(what, value, ProgramChecks.number(e.getValue()));
        }
      }
    }
  }
}
