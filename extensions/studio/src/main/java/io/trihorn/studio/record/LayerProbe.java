package io.trihorn.studio.record;

import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.LayerCall;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.model.Model;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the layers of a model make of inputs, by a model of the same layers that gives it all. */
final class LayerProbe implements AutoCloseable {
  private final Model model;
  private final List<String> names = new ArrayList<>();

  /**
   * A probe.
   *
   * @param outputs the tensors that are wanted, of the model
   */
  LayerProbe(Model of, List<KerasTensor> outputs) {
    outputs.forEach(output -> names.add(output.layer().name()));
    model = new Model(of.inputs(), outputs);
  }

  /**
   * The floating tensors that the layers of a model make, in the order of its layers.
   *
   * @param most how many at most
   */
  static List<KerasTensor> outputs(Model model, int most) {
    Set<LayerCall> calls = new LinkedHashSet<>();
    Deque<KerasTensor> left = new ArrayDeque<>(model.outputs());
    while (!left.isEmpty()) {
      LayerCall call = left.pop().source();
      if (calls.add(call)) {
        left.addAll(call.allInputs());
      }
    }
    List<KerasTensor> made = new ArrayList<>();
    model
        .layers()
        .forEach(
            layer ->
                calls.stream()
                    .filter(call -> call.layer() == layer && !(layer instanceof InputLayer))
                    .flatMap(call -> call.outputs().stream())
                    .filter(tensor -> tensor.dtype().isFloating())
                    .forEach(made::add));
    return made.subList(0, Math.min(most, made.size()));
  }

  /** The names of the layers that the outputs are of. */
  List<String> names() {
    return names;
  }

  /** The outputs for a batch, one for each name. */
  List<TensorData> run(List<TensorData> inputs) {
    return model.predictOnBatch(inputs.toArray(TensorData[]::new));
  }

  @Override
  public void close() {
    model.close();
  }
}
