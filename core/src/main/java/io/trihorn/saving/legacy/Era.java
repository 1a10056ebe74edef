package io.trihorn.saving.legacy;

import com.google.gson.JsonElement;
import java.util.Map;
import java.util.Set;

/** The Keras whose names and layouts a file uses. */
public enum Era {
  /** Keras 1: {@code Convolution2D}, {@code nb_filter}, {@code border_mode}. */
  KERAS1,
  /** Keras 2, the one inside TensorFlow included: {@code batch_input_shape}, {@code lr}. */
  KERAS2,
  /** Keras 3. */
  KERAS3;

  private static final Set<String> ONLY_IN_1 =
      Set.of("nb_filter", "border_mode", "init", "W_regularizer", "concat_axis");
  private static final Set<String> ONLY_IN_3 = Set.of("batch_shape", "keras_history", "module");

  /**
   * The era of a version such as {@code 2.2.4-tf}, or, where a file has none, of its configuration.
   *
   * @param version may be null
   * @param config the model's configuration, may be null
   */
  public static Era of(String version, JsonElement config) {
    if (version != null && !version.isBlank()) {
      return switch (version.charAt(0)) {
        case '0', '1' -> KERAS1;
        case '2' -> KERAS2;
        default -> KERAS3;
      };
    }
    if (config == null || mentions(config, ONLY_IN_3)) {
      return KERAS3;
    }
    return mentions(config, ONLY_IN_1) ? KERAS1 : KERAS2;
  }

  private static boolean mentions(JsonElement e, Set<String> keys) {
    if (e.isJsonArray()) {
      for (JsonElement item : e.getAsJsonArray()) {
        if (mentions(item, keys)) {
          return true;
        }
      }
      return false;
    }
    if (!e.isJsonObject()) {
      return false;
    }
    for (Map.Entry<String, JsonElement> entry : e.getAsJsonObject().entrySet()) {
      if (keys.contains(entry.getKey()) || mentions(entry.getValue(), keys)) {
        return true;
      }
    }
    return false;
  }
}
