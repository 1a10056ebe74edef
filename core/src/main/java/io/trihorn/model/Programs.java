package io.trihorn.model;

import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.graph.gradient.Gradients;
import io.trihorn.layers.Layer;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.NeedsValues;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes the graphs of a model: a training step, an evaluation step, a prediction, the logs. */
final class Programs {
  private Programs() {}

  /** What a program is for. */
  enum Mode {
    TRAIN,
    TEST,
    PREDICT,
    RESULTS
  }

  /**
   * What a program is compiled for.
   *
   * @param weights types of the sample weights: none, one for all outputs, or one for each
   * @param known the values of those inputs that the program is made for, by their places; these
   *     are not fed
   */
  record Signature(
      Mode mode,
      List<TensorType> inputs,
      List<TensorType> targets,
      List<TensorType> weights,
      Map<Integer, TensorData> known) {
    Signature(
        Mode mode, List<TensorType> inputs, List<TensorType> targets, List<TensorType> weights) {
      this(mode, inputs, targets, weights, Map.of());
    }

    /** For these values of inputs. */
    Signature with(Map<Integer, TensorData> values) {
      return values.isEmpty() ? this : new Signature(mode, inputs, targets, weights, values);
    }

    /** Of the values of inputs, targets and weights, those that are fed. */
    List<TensorData> fed(List<TensorData> all) {
      return known.isEmpty()
          ? all
          : IntStream.range(0, all.size())
              .filter(i -> !known.containsKey(i))
              .mapToObj(all::get)
              .toList();
    }
  }

  /** The inputs: those that are known as constants. */
  private static List<Tensor> inputs(
      GraphBuilder b, List<TensorType> types, Map<Integer, TensorData> known) {
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      TensorData value = known.get(i);
      inputs.add(
          value == null
              ? new Tensor(b, b.parameter("input_" + i, types.get(i)))
              : Tensor.constant(b, value));
    }
    return inputs;
  }

  /**
   * The outputs for inputs.
   *
   * @throws KnownInputs.Needed if shapes follow from the numbers in some of these
   */
  private static List<Tensor> outputs(Layer model, Trace trace, List<Tensor> inputs) {
    try {
      return model.invoke(trace, inputs, Map.of());
    } catch (RuntimeException e) {
      if (e instanceof NeedsValues needs) {
        Map<Value, Integer> places = new HashMap<>();
        inputs.forEach(x -> places.put(x.value(), places.size()));
        if (!needs.needed().isEmpty() && places.keySet().containsAll(needs.needed())) {
          throw new KnownInputs.Needed(
              needs.needed().stream().map(places::get).collect(Collectors.toSet()), e);
        }
      }
      throw e;
    }
  }

  private static List<Tensor> parameters(GraphBuilder b, String name, List<TensorType> types) {
    return IntStream.range(0, types.size())
        .mapToObj(i -> new Tensor(b, b.parameter(name + "_" + i, types.get(i))))
        .toList();
  }

  /** Inputs to predictions, layers as at inference; random states and such are not assigned. */
  static Graph predict(Layer model, List<TensorType> inputs, Map<Integer, TensorData> known) {
    GraphBuilder b = new GraphBuilder();
    Trace trace = new Trace(b, false);
    List<Tensor> outputs = outputs(model, trace, inputs(b, inputs, known));
    return b.build(outputs.stream().map(Tensor::value).toList(), updates(trace));
  }

  /** A training step; gives the batch's loss. */
  static Graph train(
      Layer model,
      Objectives objectives,
      Optimizer optimizer,
      List<Weight> weights,
      Signature signature) {
    GraphBuilder b = new GraphBuilder();
    Trace trace = new Trace(b, true);
    Tensor loss = loss(model, objectives, signature, trace);
    List<Value> reads = weights.stream().map(w -> b.read(w.variable())).toList();
    b.enter("gradients");
    Tensor scaled = optimizer.scaleLoss(trace, loss);
    List<Value> gradients = Gradients.of(b, scaled.value(), reads);
    b.leave();
    b.enter(optimizer.name());
    optimizer.apply(
        trace,
        Arrays.asList(
            gradients.stream()
                .map(g -> g == null ? null : new Tensor(b, g))
                .toArray(Tensor[]::new)),
        weights);
    b.leave();
    return b.build(List.of(loss.value()), updates(trace));
  }

  /** An evaluation step, which takes a batch into the metrics; gives the batch's loss. */
  static Graph test(Layer model, Objectives objectives, Signature signature) {
    GraphBuilder b = new GraphBuilder();
    Trace trace = new Trace(b, false);
    Tensor loss = loss(model, objectives, signature, trace);
    return b.build(List.of(loss.value()), updates(trace));
  }

  /** The logs, from the state of the metrics. */
  static Graph results(Objectives objectives) {
    GraphBuilder b = new GraphBuilder();
    Trace trace = new Trace(b, false);
    return b.build(objectives.results(trace).stream().map(Tensor::value).toList());
  }

  private static Tensor loss(Layer model, Objectives objectives, Signature signature, Trace trace) {
    GraphBuilder b = trace.builder();
    List<Tensor> inputs = inputs(b, signature.inputs(), signature.known());
    List<Tensor> targets = parameters(b, "target", signature.targets());
    List<Tensor> given = parameters(b, "weight", signature.weights());
    List<Tensor> outputs = outputs(model, trace, inputs);
    List<Tensor> weights =
        Arrays.asList(
            IntStream.range(0, outputs.size())
                .mapToObj(i -> given.isEmpty() ? null : given.get(given.size() == 1 ? 0 : i))
                .toArray(Tensor[]::new));
    model.addWeightLosses(trace);
    b.enter("loss");
    Tensor total = objectives.total(trace, targets, outputs, weights);
    b.leave();
    return total;
  }

  private static Map<Variable, Value> updates(Trace trace) {
    Map<Variable, Value> updates = new LinkedHashMap<>();
    trace.assigned().forEach((variable, tensor) -> updates.put(variable, tensor.value()));
    return updates;
  }
}
