package io.trihorn.testkit.goldens;

import com.google.gson.JsonElement;
import io.trihorn.data.Dataset;
import io.trihorn.data.Labels;
import io.trihorn.data.Norms;
import io.trihorn.data.PadOptions;
import io.trihorn.data.Sequences;
import io.trihorn.data.Splits;
import io.trihorn.data.TimeseriesDataset;
import io.trihorn.ops.DTypes;
import java.util.List;
import java.util.Map;

/** Functions of arrays. */
final class DataArrayCalls {
  static final Map<String, DataCall.Function> FUNCTIONS =
      Map.of(
          "keras.utils.to_categorical", DataArrayCalls::toCategorical,
          "keras.utils.normalize",
              c -> Norms.normalize(c.value(0), c.integer("axis", -1), c.number("order", 2)),
          "keras.utils.pad_sequences", DataArrayCalls::padSequences,
          "keras.utils.split_dataset", DataArrayCalls::splitDataset,
          "keras.utils.timeseries_dataset_from_array", DataArrayCalls::timeseries);

  private DataArrayCalls() {}

  private static Object toCategorical(DataCall c) {
    JsonElement classes = c.has(1) ? c.positional(1) : c.named("num_classes");
    return classes == null
        ? Labels.toCategorical(c.value(0))
        : Labels.toCategorical(c.value(0), classes.getAsInt());
  }

  private static Object padSequences(DataCall c) {
    PadOptions options =
        new PadOptions()
            .dtype(DTypes.parse(c.text("dtype", "int32")))
            .padding(c.text("padding", "pre"))
            .truncating(c.text("truncating", "pre"))
            .value(c.number("value", 0));
    JsonElement maxlen = c.named("maxlen");
    return Sequences.padSequences(
        (List<?>) c.value(0), maxlen == null ? options : options.maxlen(maxlen.getAsInt()));
  }

  private static Object splitDataset(DataCall c) {
    Object given = c.value(0);
    Dataset dataset =
        given instanceof Dataset d
            ? d
            : given instanceof List<?> both
                ? Dataset.of(both.get(0), both.get(1))
                : Dataset.of(given);
    Splits halves =
        Splits.splitDataset(
            dataset,
            size(c, "left_size"),
            size(c, "right_size"),
            c.bool("shuffle", false) ? (Long) (long) c.integer("seed", 0) : null);
    boolean batched = dataset.batchSize() > 0;
    return List.of(
        new DataElements(halves.left(), batched, null, null),
        new DataElements(halves.right(), batched, null, null));
  }

  private static Number size(DataCall c, String name) {
    JsonElement size = c.named(name);
    return size == null ? null : (Number) DataCall.primitive(size.getAsJsonPrimitive());
  }

  private static Object timeseries(DataCall c) {
    Object data = c.value(c.named("data"));
    int length = c.integer("sequence_length", 0);
    TimeseriesDataset windows =
        c.named("targets") == null
            ? TimeseriesDataset.fromArray(data, length)
            : TimeseriesDataset.fromArray(data, c.value(c.named("targets")), length);
    windows
        .sequenceStride(c.integer("sequence_stride", 1))
        .samplingRate(c.integer("sampling_rate", 1))
        .startIndex(c.integer("start_index", 0))
        .batchSize(c.isNull("batch_size") ? 0 : c.integer("batch_size", 128));
    if (c.named("end_index") != null) {
      windows.endIndex(c.integer("end_index", 0));
    }
    return new DataElements(windows.load(), !c.isNull("batch_size"), null, null);
  }
}
