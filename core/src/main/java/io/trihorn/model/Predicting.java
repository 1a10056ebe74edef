package io.trihorn.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Programs.Mode;
import io.trihorn.ndarray.GradientTape;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ndarray.TrihornNDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The shortest ways from what {@code predict} is given to what it gives back.
 *
 * @param model the model that predicts
 */
record Predicting(Model model) {
  /** The predictions of all outputs, as {@link Model#predictAll(Object)}. */
  NDList all(Object x) {
    if (model.isRowwise()) {
      Batch rows = Given.batch(model, x);
      if (rows == null) {
        return model.predictAll(Given.of(model, x));
      }
      return isOne(rows)
          ? arrays(model.trainer().predictBatch(rows.inputs()))
          : model.predictAll(Dataset.of(rows));
    }
    return arrays(model.trainer().predictBatch(leaves(x, HostValues::of)));
  }

  /**
   * Whether a loop over its batches would be in vain: loops that generate ask for row after row.
   */
  private boolean isOne(Batch rows) {
    long most = model.batchSize() > 0 ? model.batchSize() : Dataset.DEFAULT_BATCH_SIZE;
    return rows.rows() > 0 && rows.rows() <= most;
  }

  /** All outputs for inputs at once. */
  NDList call(Object x, boolean training) {
    if (GradientTape.isRecording()) {
      return model.trainer().arrayCalls().call(leaves(x, Function.identity()), training);
    }
    Mode mode = training ? Mode.CALL_TRAINING : Mode.CALL;
    return arrays(model.trainer().outputs(mode, leaves(x, HostValues::of)));
  }

  private <T> List<T> leaves(Object x, Function<Object, T> one) {
    return x instanceof Map
        ? Arrangement.leaves(model.name(), "inputs", model.graph().inputForm(), x).stream()
            .map(one)
            .toList()
        : HostValues.listOf(x, one);
  }

  /** The outputs by their names. */
  Map<String, NDArray> byName(NDList outputs) {
    Map<String, NDArray> named = new LinkedHashMap<>();
    for (int i = 0; i < outputs.size(); i++) {
      named.put(model.outputNames().get(i), outputs.get(i));
    }
    return named;
  }

  /** The only output. */
  NDArray only(NDList outputs) {
    if (outputs.size() != 1) {
      throw new ModelException(
          "model '"
              + model.name()
              + "' has "
              + outputs.size()
              + " outputs; use predictAll or predictByName");
    }
    return outputs.get(0);
  }

  static NDList arrays(List<TensorData> outputs) {
    NDList arrays = new NDList(outputs.size());
    for (TensorData output : outputs) {
      arrays.add(TrihornNDArray.of(output));
    }
    return arrays;
  }
}
