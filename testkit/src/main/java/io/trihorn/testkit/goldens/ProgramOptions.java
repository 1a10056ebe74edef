package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.model.FitOptions;
import io.trihorn.model.RunOptions;

/** The options of actions. */
final class ProgramOptions {
  private ProgramOptions() {}

  private static boolean given(JsonObject action, String name) {
    return action.has(name) && !action.get(name).isJsonNull();
  }

  /** The options of {@code fit}, without its callbacks. */
  static FitOptions fit(JsonObject action, ProgramData data) {
    FitOptions options =
        FitOptions.epochs(given(action, "epochs") ? action.get("epochs").getAsInt() : 1)
            .shuffle(false)
            .verbose(given(action, "verbose") ? action.get("verbose").getAsInt() : 0)
            .classWeight(ProgramData.classWeight(action));
    if (given(action, "batch_size")) {
      options.batchSize(action.get("batch_size").getAsInt());
    }
    if (given(action, "initial_epoch")) {
      options.initialEpoch(action.get("initial_epoch").getAsInt());
    }
    if (given(action, "steps_per_epoch")) {
      options.stepsPerEpoch(action.get("steps_per_epoch").getAsLong());
    }
    validation(action, data, options);
    return options;
  }

  private static void validation(JsonObject action, ProgramData data, FitOptions options) {
    if (given(action, "validation_data")) {
      JsonArray parts = action.getAsJsonArray("validation_data");
      options.validation(
          data.rows(parts.get(0), parts.get(1), parts.size() > 2 ? parts.get(2) : null));
    }
    if (given(action, "validation_split")) {
      options.validationSplit(action.get("validation_split").getAsDouble());
    }
    if (given(action, "validation_batch_size")) {
      options.validationBatchSize(action.get("validation_batch_size").getAsInt());
    }
    if (given(action, "validation_steps")) {
      options.validationSteps(action.get("validation_steps").getAsLong());
    }
    if (given(action, "validation_freq")) {
      JsonElement freq = action.get("validation_freq");
      if (freq.isJsonArray()) {
        options.validationFreq(
            freq.getAsJsonArray().asList().stream().map(JsonElement::getAsInt).toList());
      } else {
        options.validationFreq(freq.getAsInt());
      }
    }
  }

  /** The options of {@code evaluate} and {@code predict}, without their callbacks. */
  static RunOptions run(JsonObject action) {
    RunOptions options =
        new RunOptions().verbose(given(action, "verbose") ? action.get("verbose").getAsInt() : 0);
    if (given(action, "batch_size")) {
      options.batchSize(action.get("batch_size").getAsInt());
    }
    if (given(action, "steps")) {
      options.steps(action.get("steps").getAsLong());
    }
    return options;
  }
}
