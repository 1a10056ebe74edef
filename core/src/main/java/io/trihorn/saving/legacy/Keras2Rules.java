package io.trihorn.saving.legacy;

import static io.trihorn.saving.legacy.Edit.absent;
import static io.trihorn.saving.legacy.Edit.becomes;
import static io.trihorn.saving.legacy.Edit.refuse;
import static io.trihorn.saving.legacy.Edit.rename;
import static io.trihorn.saving.legacy.Edit.set;
import static io.trihorn.saving.legacy.Edit.value;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** From Keras 2 to Keras 3: what changed for a class, and how values are written. */
final class Keras2Rules {
  private static final JsonPrimitive FALSE = new JsonPrimitive(false);
  private static final JsonPrimitive TRUE = new JsonPrimitive(true);

  private static final Edit NO_TIME_MAJOR =
      refuse(l -> l.flag("time_major"), "time_major is not there; time is the second axis");

  private static final Edit BATCH_NORMALIZATION =
      Edit.all(
          List.of(
              value("axis", OldValues::onlyAxis),
              refuse(l -> l.flag("renorm"), "batch renormalization (renorm) is not there"),
              becomes("BatchNormalization")));

  private static final Edit PLAIN_GRU =
      Edit.all(List.of(absent("reset_after", FALSE), NO_TIME_MAJOR));

  private static final Edit CUDNN_LSTM =
      Edit.all(
          List.of(
              becomes("LSTM"),
              set("activation", new JsonPrimitive("tanh")),
              set("recurrent_activation", new JsonPrimitive("sigmoid"))));

  private static final Edit CUDNN_GRU =
      Edit.all(
          List.of(
              becomes("GRU"),
              set("activation", new JsonPrimitive("tanh")),
              set("recurrent_activation", new JsonPrimitive("sigmoid")),
              set("reset_after", TRUE)));

  /** What there is for each class of Keras 2 that is another in Keras 3. */
  static final Map<String, Edit> TABLE =
      Map.ofEntries(
          Map.entry(
              "InputLayer",
              Edit.all(
                  List.of(
                      rename("batch_input_shape", "batch_shape"), rename("input_dtype", "dtype")))),
          Map.entry("Embedding", Keras2Rules::indices),
          Map.entry("LeakyReLU", rename("alpha", "negative_slope")),
          Map.entry(
              "ThresholdedReLU", Edit.all(List.of(becomes("ReLU"), rename("theta", "threshold")))),
          Map.entry("BatchNormalization", BATCH_NORMALIZATION),
          Map.entry("BatchNormalizationV1", BATCH_NORMALIZATION),
          Map.entry("BatchNormalizationV2", BATCH_NORMALIZATION),
          Map.entry("SyncBatchNormalization", BATCH_NORMALIZATION),
          Map.entry("LSTM", NO_TIME_MAJOR),
          Map.entry("SimpleRNN", NO_TIME_MAJOR),
          Map.entry("RNN", NO_TIME_MAJOR),
          Map.entry("GRU", PLAIN_GRU),
          Map.entry("GRUCell", absent("reset_after", FALSE)),
          Map.entry("CuDNNLSTM", CUDNN_LSTM),
          Map.entry("CuDNNGRU", CUDNN_GRU),
          Map.entry("Merge", OldMerge::single),
          Map.entry("Lambda", OldLambda::apply));

  /** How the value of an attribute is written, by the end of the attribute's name. */
  private static final Map<String, UnaryOperator<JsonElement>> VALUES =
      Map.of(
          "activation", OldValues::activation,
          "_initializer", OldValues::initializer,
          "_regularizer", OldValues::regularizer,
          "_constraint", OldValues::constraint,
          "data_format", OldValues::dataFormat,
          "dtype", OldValues::dtype);

  private Keras2Rules() {}

  /** The type of an embedding's input was written as the layer's, whose table is never integers. */
  private static void indices(OldLayer layer) {
    JsonElement dtype = layer.config().get("dtype");
    if (Json.isText(dtype) && dtype.getAsString().contains("int")) {
      layer.take("dtype");
    }
  }

  /** Puts the values of all attributes into Keras 3's form. */
  static void values(OldLayer layer) {
    for (String key : List.copyOf(layer.config().keySet())) {
      JsonElement element = layer.config().get(key);
      if (!element.isJsonNull()) {
        VALUES.forEach(
            (end, change) -> {
              if (key.endsWith(end)) {
                layer.config().add(key, change.apply(element));
              }
            });
      }
    }
  }
}
