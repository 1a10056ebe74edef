package io.trihorn.layers.preprocessing;

import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.JavaArrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.StreamSupport;

/** What a layer adapts to, in pieces. */
final class AdaptedData {
  private AdaptedData() {}

  static Iterable<?> of(Object data) {
    if (data instanceof Dataset dataset) {
      return inputs(dataset);
    }
    boolean rows =
        data instanceof List<?> list && !list.isEmpty() && JavaArrays.rank(list.get(0)) > 0;
    return Collections.singletonList(rows ? JavaArrays.stack((List<?>) data) : data);
  }

  private static Iterable<TensorData> inputs(Dataset data) {
    return () -> StreamSupport.stream(data.spliterator(), false).map(AdaptedData::only).iterator();
  }

  private static TensorData only(Batch batch) {
    if (batch.inputs().size() != 1) {
      throw new ShapeException(
          "a layer adapts to data of one input, but the dataset has "
              + batch.inputs().size()
              + "; give a dataset of that input alone");
    }
    return batch.inputs().get(0);
  }
}
