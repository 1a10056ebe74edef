package io.trihorn.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.Layer;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ndarray.TrihornNDManager;
import io.trihorn.ndarray.WeightValues;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A model as a function of lazy arrays and of its weights, whose values are taken anew after they
 * changed. States that it assigns in training, such as moving averages, are set with the call.
 */
final class ArrayCalls {
  private final Model model;
  private final Engine engine;
  private final ModelValues values;

  /** The variables that calls assign, in the order of the results after the outputs. */
  private final Map<Use, List<Weight>> assigned = new ConcurrentHashMap<>();

  private Engine.Moment moment;
  private List<Weight> variables = List.of();
  private WeightValues held = new WeightValues(List.of(), List.of());
  private NDManager manager;

  /**
   * What a call does: two that are equal do the same.
   *
   * @param trainable for each layer, whether it is to be trained
   */
  private record Function(
      Model model, boolean training, List<Weight> variables, List<Boolean> trainable) {}

  /** A function of inputs of some types. */
  private record Use(Function function, List<TensorType> inputs) {}

  ArrayCalls(Model model, Engine engine, ModelValues values) {
    this.model = model;
    this.engine = engine;
    this.values = values;
  }

  /**
   * The outputs.
   *
   * @param inputs arrays, or what {@link HostValues#of} takes
   */
  synchronized NDList call(List<?> inputs, boolean training) {
    List<Object> given = new ArrayList<>();
    List<TensorType> types = new ArrayList<>();
    for (Object input : inputs) {
      Object value = input instanceof NDArray ? input : HostValues.of(input);
      given.add(value);
      types.add(
          value instanceof NDArray array
              ? new TensorType(array.getDataType(), array.getShape())
              : ((TensorData) value).type());
    }
    model.wireFor(types);
    if (!model.graph().hostPart().isEmpty()) {
      throw new ModelException(
          "model '"
              + model.name()
              + "' has layers of texts, which have no gradients; call the part after them on a tape");
    }
    refresh();
    List<Boolean> trainable = new ArrayList<>();
    addTrainable(model, trainable);
    Use use = new Use(new Function(model, training, variables, trainable), types);
    held.watch(model.trainableWeights());
    NDList results = held.call(use.function(), in -> trace(use, in), manager, given);
    List<Weight> states = assigned.get(use);
    int outputs = results.size() - states.size();
    if (!states.isEmpty()) {
      WeightValues.compute(results);
      values.write(
          states, results.subList(outputs, results.size()).stream().map(HostValues::of).toList());
    }
    return results.subNDList(0, outputs);
  }

  /** Takes the values of the variables anew if any of them may have changed. */
  private void refresh() {
    values.initialize();
    engine.undisturbed(
        () -> {
          Engine.Moment now = engine.moment();
          if (!now.equals(moment) || !variables.equals(model.variables())) {
            held.close();
            variables = model.variables();
            held =
                new WeightValues(
                    variables, variables.stream().map(w -> engine.read(w.variable())).toList());
            manager = TrihornNDManager.newBaseManager(engine.backend().name());
            moment = now;
          }
          return null;
        });
  }

  private static void addTrainable(Layer layer, List<Boolean> trainable) {
    trainable.add(layer.isTrainable());
    layer.children().forEach(child -> addTrainable(child, trainable));
  }

  /** The outputs, and what is assigned in training. */
  private List<Tensor> trace(Use use, List<Tensor> operands) {
    List<Weight> weights = use.function().variables();
    boolean training = use.function().training();
    ValuedTrace trace = new ValuedTrace(operands.get(0).builder(), training, weights, operands);
    List<Tensor> inputs = operands.subList(weights.size(), operands.size());
    List<Tensor> results = new ArrayList<>(Programs.invoke(model, trace, inputs));
    List<Weight> states =
        training
            ? weights.stream().filter(w -> trace.assigned().containsKey(w.variable())).toList()
            : List.of();
    states.forEach(state -> results.add(trace.assigned().get(state.variable())));
    assigned.put(use, states);
    return results;
  }

  /** What gradients are taken of, where the optimizer has a scale of the loss. */
  synchronized NDArray scaled(Optimizer optimizer, NDArray loss) {
    TensorType type = new TensorType(loss.getDataType(), loss.getShape());
    List<Weight> scale = scale(optimizer, type);
    try (WeightValues now = new WeightValues(scale, values.read(scale))) {
      return now.call(
              new Scaling(optimizer),
              in -> {
                Tensor given = in.get(scale.size());
                return List.of(
                    optimizer.scaleLoss(new ValuedTrace(given.builder(), false, scale, in), given));
              },
              loss.getManager(),
              List.of(loss))
          .get(0);
    }
  }

  /** What an optimizer does with losses. */
  private record Scaling(Optimizer optimizer) {}

  /** The variables that an optimizer scales losses by. */
  private static List<Weight> scale(Optimizer optimizer, TensorType type) {
    GraphBuilder builder = new GraphBuilder();
    ValuedTrace trace = new ValuedTrace(builder, false, List.of(), List.of());
    optimizer.scaleLoss(trace, new Tensor(builder, builder.parameter("loss", type)));
    return optimizer.variables().stream()
        .filter(w -> trace.asked().contains(w.variable()))
        .toList();
  }
}
