package io.trihorn.model;

import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.ndarray.JavaArrays;
import java.util.List;

/**
 * What {@code fit}, {@code evaluate} and {@code predict} are given, as datasets. A list of arrays
 * is several inputs, as in Keras, but the rows of one where a model takes one.
 */
final class Given {
  private Given() {}

  /** A dataset of inputs. */
  static Dataset of(Model model, Object x) {
    return Dataset.of(inputs(model, x));
  }

  /** Inputs as one batch, without the ways of a dataset; null where they are given by name. */
  static Batch batch(Model model, Object x) {
    return Batch.ofAll(inputs(model, x));
  }

  /** A dataset of inputs and targets. */
  static Dataset of(Model model, Object x, Object y) {
    return Dataset.of(inputs(model, x), targets(model, y));
  }

  /** A dataset of inputs, targets and sample weights. */
  static Dataset of(Model model, Object x, Object y, Object weights) {
    return Dataset.of(inputs(model, x), targets(model, y), weights);
  }

  private static Object inputs(Model model, Object x) {
    return model.isWired() ? rows(model.inputs(), x) : rows(List.of(), x);
  }

  private static Object targets(Model model, Object y) {
    return model.isWired() ? rows(model.outputs(), y) : rows(List.of(), y);
  }

  /** The value, or an array of the rows it lists. */
  private static Object rows(List<KerasTensor> tensors, Object value) {
    if (tensors.size() > 1 || !(value instanceof List<?> list) || list.isEmpty()) {
      return value;
    }
    int rank = JavaArrays.rank(list.get(0));
    boolean rows =
        tensors.isEmpty() ? list.size() > 1 : rank == tensors.get(0).shape().dimension() - 1;
    return rank > 0 && rows ? JavaArrays.stack(list) : value;
  }
}
