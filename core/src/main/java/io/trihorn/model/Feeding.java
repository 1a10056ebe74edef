package io.trihorn.model;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.data.Batch;
import io.trihorn.data.BatchMemory;
import io.trihorn.data.BatchStage;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Readies batches for a model's steps: element types, checks of labels and indices, weights of
 * classes, and padding. Datasets do it where they are read, not in the thread that trains.
 */
final class Feeding {
  private final Model model;
  private final IndexChecks indices = new IndexChecks();
  private List<Boolean> masked;

  Feeding(Model model) {
    this.model = model;
  }

  /**
   * Batches for the step the model is compiled with.
   *
   * @param objectives with whose losses the targets are looked at
   */
  Batch compiled(
      Batch batch, BatchMemory memory, Objectives objectives, Map<Integer, Double> classWeight) {
    Batch weighted = ClassWeights.weighted(batch, classWeight);
    List<TensorData> inputs = inputs(weighted.inputs(), memory);
    boolean none = weighted.targets().isEmpty() && !objectives.needTargets();
    List<TensorData> targets =
        none
            ? List.of()
            : floats(Inputs.targets(model, weighted.targets()), places(inputs), memory);
    List<Shape> outputs = model.outputs().stream().map(KerasTensor::shape).toList();
    objectives.checkClasses(classWeight, outputs);
    objectives.checkTargets(
        targets, weighted.weights(), outputs, output -> masked(inputs).get(output));
    return new Batch(inputs, targets, weighted.weights());
  }

  /** Whether each output carries a mask. */
  private synchronized List<Boolean> masked(List<TensorData> inputs) {
    if (masked == null) {
      Trace trace = new Trace(new GraphBuilder(), false);
      List<Tensor> given = Programs.parameters(trace.builder(), "input", Inputs.types(inputs));
      masked =
          Programs.invoke(model, trace, given).stream()
              .map(output -> trace.mask(output) != null)
              .toList();
    }
    return masked;
  }

  /** Batches for a step of the user's own, which may be of anything. */
  Batch free(Batch batch, BatchMemory memory, Map<Integer, Double> classWeight) {
    Batch weighted = ClassWeights.weighted(batch, classWeight);
    List<TensorData> inputs = floats(weighted.inputs(), 0, memory);
    return new Batch(inputs, floats(weighted.targets(), inputs.size(), memory), weighted.weights());
  }

  /**
   * Batches for a step that a model's own class does without losses for targets: inputs as the
   * model has them, where there are as many, and whatever else.
   */
  Batch open(Batch batch, BatchMemory memory, Map<Integer, Double> classWeight) {
    if (batch.inputs().size() != model.inputs().size()) {
      return free(batch, memory, classWeight);
    }
    Batch weighted = ClassWeights.weighted(batch, classWeight);
    List<TensorData> inputs = inputs(weighted.inputs(), memory);
    return new Batch(
        inputs, floats(weighted.targets(), places(inputs), memory), weighted.weights());
  }

  /** The inputs in the types of the model. */
  List<TensorData> inputs(List<TensorData> given, BatchMemory memory) {
    model.wireFor(Inputs.types(given));
    List<TensorData> inputs =
        model.graph().hostPart().compute(Inputs.fit(model::name, model.inputs(), given, memory));
    indices.check(model, inputs);
    return inputs;
  }

  /** The first place in memory that no input has. */
  private int places(List<TensorData> inputs) {
    return Math.max(model.inputs().size(), inputs.size());
  }

  /**
   * Batches for predictions: all of the size of the first, the last filled up by its last row.
   *
   * @param pad whether to fill up; the model must treat rows one by one
   */
  BatchStage prediction(int size, boolean pad) {
    return (batch, memory) -> {
      List<TensorData> inputs = inputs(batch.inputs(), memory);
      if (pad && batch.rows() < size) {
        List<TensorData> filled = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
          TensorData data = inputs.get(i);
          boolean rows = data.type().rank() > 0;
          filled.add(rows ? filled(data, size, memory, places(inputs) + i) : data);
        }
        inputs = filled;
      }
      return new Batch(inputs, List.of(), List.of());
    };
  }

  private static TensorData filled(TensorData data, int size, BatchMemory memory, int place) {
    long[] dims = data.type().dims();
    int rows = (int) dims[0];
    dims[0] = size;
    TensorData out = memory.get(place, data.type().withShape(dims));
    out.rows(0, rows).copyFrom(data);
    TensorData last = data.rows(rows - 1, 1);
    for (int row = rows; row < size; row++) {
      out.rows(row, 1).copyFrom(last);
    }
    return out;
  }

  /** As in Keras, numbers are float32 unless they are whole. */
  private static List<TensorData> floats(
      List<TensorData> tensors, int firstPlace, BatchMemory memory) {
    List<TensorData> converted = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      TensorData data = tensors.get(i);
      if (data.dtype() == DataType.FLOAT64) {
        TensorData out = memory.get(firstPlace + i, data.type().withDtype(DataType.FLOAT32));
        out.convertFrom(data);
        data = out;
      }
      converted.add(data);
    }
    return converted;
  }
}
