package io.trihorn.serving.models;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the rows of several requests together. Memory is used again for batches of the same types;
 * one thread at a time.
 */
final class BatchInputs {
  /** More than the sizes of batches of one shape. */
  private static final int KEPT = 24;

  private final Map<List<TensorType>, List<TensorData>> memory =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<TensorType>, List<TensorData>> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * The inputs of a batch, valid until the next one.
   *
   * @param jobs alike; one where rows depend on each other
   * @param size the number of rows to fill up to, by repeating the last row
   */
  List<TensorData> of(List<Job> jobs, int size) {
    Job first = jobs.get(0);
    List<TensorType> types = new ArrayList<>();
    for (int i = 0; i < first.inputs().size(); i++) {
      types.add(first.isRowwise() ? type(jobs, i, size) : first.inputs().get(i).type());
    }
    List<TensorData> batch =
        memory.computeIfAbsent(types, t -> t.stream().map(TensorData::zeros).toList());
    for (int i = 0; i < batch.size(); i++) {
      if (first.isRowwise()) {
        fill(batch.get(i), jobs, i);
      } else {
        first.inputs().get(i).writeTo(batch.get(i));
      }
    }
    return batch;
  }

  /** Texts are as wide as the widest. */
  private static TensorType type(List<Job> jobs, int input, int size) {
    TensorType type = jobs.get(0).inputs().get(input).type();
    long[] dims = type.dims();
    for (Job job : jobs) {
      int last = dims.length - 1;
      dims[last] = Math.max(dims[last], job.inputs().get(input).type().dim(last));
    }
    dims[0] = size;
    return type.withShape(dims);
  }

  private static void fill(TensorData target, List<Job> jobs, int input) {
    int row = 0;
    for (Job job : jobs) {
      job.inputs().get(input).writeTo(target.rows(row, job.rows()));
      row += job.rows();
    }
    int size = (int) target.type().dim(0);
    if (row < size) {
      TensorData last = target.rows(row - 1, 1);
      for (; row < size; row++) {
        target.rows(row, 1).copyFrom(last);
      }
    }
  }
}
