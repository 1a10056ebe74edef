package io.trihorn.data;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.TranslateException;
import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.HostValues;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Datasets of DJL as Trihorn's. */
public final class DjlDataset {
  private DjlDataset() {}

  /**
   * The batches of a dataset of DJL, of the sizes that its sampling gives, their data as inputs and
   * their labels as targets. DJL's batches are closed when they have been copied.
   *
   * @param manager makes the arrays of the batches
   */
  public static Dataset of(ai.djl.training.dataset.Dataset dataset, NDManager manager) {
    return Dataset.ofBatches(() -> batches(dataset, manager));
  }

  private static Stream<Batch> batches(ai.djl.training.dataset.Dataset dataset, NDManager manager) {
    Iterator<ai.djl.training.dataset.Batch> all;
    try {
      all = dataset.getData(manager).iterator();
    } catch (IOException | TranslateException e) {
      throw new DatasetException("the dataset of DJL cannot be read: " + e, e);
    }
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(all, 0), false)
        .map(DjlDataset::copied);
  }

  private static Batch copied(ai.djl.training.dataset.Batch batch) {
    try (batch) {
      return new Batch(copies(batch.getData()), copies(batch.getLabels()), List.of());
    }
  }

  private static List<TensorData> copies(NDList arrays) {
    return arrays.stream().map(array -> HostValues.of(array).copy()).toList();
  }
}
