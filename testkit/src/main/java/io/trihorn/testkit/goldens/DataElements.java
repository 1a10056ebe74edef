package io.trihorn.testkit.goldens;

import io.trihorn.data.Batch;
import io.trihorn.data.BatchIterator;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A dataset as Keras's users see it.
 *
 * @param dataset the dataset
 * @param batched whether its elements are batches; else rows
 * @param classNames names of classes, or null where the case has none
 * @param filePaths files, or null where the case has none
 */
record DataElements(
    Dataset dataset, boolean batched, List<String> classNames, List<Path> filePaths) {
  /** The elements: for each its inputs and then its targets. */
  List<List<TensorData>> all() {
    List<List<TensorData>> elements = new ArrayList<>();
    try (BatchIterator batches = (batched ? dataset : dataset.batch(1)).iterator()) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        elements.add(
            Stream.concat(batch.inputs().stream(), batch.targets().stream())
                .map(t -> batched ? t : row(t))
                .toList());
      }
    }
    return elements;
  }

  private static TensorData row(TensorData one) {
    long[] dims = one.type().dims();
    return one.reshape(Arrays.copyOfRange(dims, 1, dims.length));
  }
}
