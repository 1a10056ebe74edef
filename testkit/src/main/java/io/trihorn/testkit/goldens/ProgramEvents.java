package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.callbacks.LambdaCallback;
import io.trihorn.model.Callback;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes down the events that a LambdaCallback sees, and compares them. */
final class ProgramEvents {
  /** One event; the texts of its logs are those of outputs. */
  private record Event(String name, Long index, Map<String, Object> logs) {}

  private final List<Event> seen = new ArrayList<>();

  private void note(Set<String> wanted, String name, Long index, Map<String, ?> logs) {
    if (wanted.contains(name)) {
      seen.add(new Event(name, index, new LinkedHashMap<>(logs)));
    }
  }

  /** A callback with an action for each of these events. */
  Callback callback(JsonArray events) {
    Set<String> names =
        events.asList().stream().map(JsonElement::getAsString).collect(Collectors.toSet());
    return new LambdaCallback()
        .onTrainBegin(() -> note(names, "on_train_begin", null, Map.of()))
        .onTrainEnd(logs -> note(names, "on_train_end", null, logs))
        .onEpochBegin(epoch -> note(names, "on_epoch_begin", epoch, Map.of()))
        .onEpochEnd((epoch, logs) -> note(names, "on_epoch_end", (long) epoch, logs))
        .onTrainBatchBegin(step -> note(names, "on_train_batch_begin", step, Map.of()))
        .onTrainBatchEnd((step, logs) -> note(names, "on_train_batch_end", step, logs.get()))
        .onTestBegin(() -> note(names, "on_test_begin", null, Map.of()))
        .onTestEnd(logs -> note(names, "on_test_end", null, logs))
        .onTestBatchBegin(step -> note(names, "on_test_batch_begin", step, Map.of()))
        .onTestBatchEnd((step, logs) -> note(names, "on_test_batch_end", step, logs.get()))
        .onPredictBegin(() -> note(names, "on_predict_begin", null, Map.of()))
        .onPredictEnd(() -> note(names, "on_predict_end", null, Map.of()))
        .onPredictBatchBegin(step -> note(names, "on_predict_batch_begin", step, Map.of()))
        .onPredictBatchEnd(
            (step, outputs) ->
                note(
                    names,
                    "on_predict_batch_end",
                    step,
                    Map.of(
                        "outputs",
                        "array " + Arrays.toString(outputs.get().get(0).getShape().getShape()))));
  }

  /** Compares what was seen with what Keras's callback saw. */
  void check(String where, JsonArray expected, ProgramChecks checks) {
    checks.same(
        where + " events",
        seen.stream().map(e -> e.name() + " " + e.index()).toList(),
        expected.asList().stream()
            .map(JsonElement::getAsJsonObject)
            .map(ProgramEvents::title)
            .toList());
    for (int i = 0; i < Math.min(seen.size(), expected.size()); i++) {
      JsonObject logs = expected.get(i).getAsJsonObject().getAsJsonObject("logs");
      String what = where + " event " + i + " " + seen.get(i).name();
      checks.same(
          what + " logs", Set.copyOf(seen.get(i).logs().keySet()), Set.copyOf(logs.keySet()));
      for (Map.Entry<String, Object> log : seen.get(i).logs().entrySet()) {
        JsonElement wanted = logs.get(log.getKey());
        if (log.getValue() instanceof Double number && wanted != null) {
          checks.number(what + " " + log.getKey(), number, ProgramChecks.number(wanted));
        } else if (wanted != null) {
          checks.same(what + " " + log.getKey(), log.getValue(), wanted.getAsString());
        }
      }
    }
  }

  private static String title(JsonObject event) {
    return event.get("event").getAsString()
        + " "
        + (event.has("index") ? event.get("index").getAsLong() : null);
  }
}
