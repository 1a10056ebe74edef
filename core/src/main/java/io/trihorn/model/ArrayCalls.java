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
import io.trihorn.state.Stages;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * A model, or a layer of one, as a function of lazy arrays and of its weights, whose values are
 * taken anew after they changed. States that it assigns in training, such as moving averages, are
 * set with the call. Where a layer decides by a value, that is computed, and the function is the
 * one for what it was.
 */
final class ArrayCalls {
  /**
   * More decisions than this in one call are a loop that does not end, or one that is better
   * written with arrays: with each, what came before is traced and computed once more.
   */
  private static final int MOST_DECISIONS = 100;

  private final Model model;
  private final Engine engine;
  private final ModelValues values;
  private final TracedCalls traced = new TracedCalls();
  private Engine.Moment moment;
  private WeightValues held = new WeightValues();
  private NDManager manager;

  ArrayCalls(Model model, Engine engine, ModelValues values) {
    this.model = model;
    this.engine = engine;
    this.values = values;
  }

  /**
   * The outputs of the model.
   *
   * @param inputs arrays, or what {@link HostValues#of} takes
   */
  synchronized NDList call(List<?> inputs, boolean training) {
    List<Object> given = given(inputs);
    model.wireFor(types(given));
    if (!model.graph().hostPart().isEmpty()) {
      throw new ModelException(
          "model '"
              + model.name()
              + "' has layers of texts, which have no gradients; call the part after them on a tape");
    }
    return call(model, given, training);
  }

  /** The outputs of a layer that is a part of the model. */
  synchronized NDList call(Layer layer, List<?> inputs, boolean training) {
    List<Object> given = given(inputs);
    List<TensorType> types = types(given);
    List<Stages.Result> seen = new ArrayList<>();
    while (seen.size() <= MOST_DECISIONS) {
      TracedCall call = traced.of(layer, training, seen, types);
      if (!call.isCurrent()) {
        // Layers made their weights while they were traced.
        model.changed();
        continue;
      }
      refresh(call.weights());
      held.watch(layer.trainableWeights());
      NDList results = held.call(call.function(), call.weights(), manager, given);
      if (call.next() == null) {
        return assigned(call.states(), results);
      }
      seen.addAll(call.seen(hostValues(results)));
    }
    throw new ModelException(
        "layer '"
            + layer.name()
            + "' decided by values more than "
            + MOST_DECISIONS
            + " times in one call: does a loop in its call(...) end for this input? Bound it, or loop over"
            + " arrays, in a DynamicModel");
  }

  private static List<Object> given(List<?> inputs) {
    List<Object> given = new ArrayList<>();
    inputs.forEach(input -> given.add(input instanceof NDArray ? input : HostValues.of(input)));
    return given;
  }

  private static List<TensorType> types(List<Object> given) {
    List<TensorType> types = new ArrayList<>();
    for (Object value : given) {
      types.add(
          value instanceof NDArray array
              ? new TensorType(array.getDataType(), array.getShape())
              : ((TensorData) value).type());
    }
    return types;
  }

  /** Sets the states that follow the outputs among the results, and gives the outputs. */
  private NDList assigned(List<Weight> states, NDList results) {
    int outputs = results.size() - states.size();
    if (!states.isEmpty()) {
      WeightValues.compute(results);
      values.write(states, hostValues(results.subNDList(outputs, results.size())));
    }
    return results.subNDList(0, outputs);
  }

  private static List<TensorData> hostValues(NDList arrays) {
    WeightValues.compute(arrays);
    return arrays.stream().map(HostValues::of).toList();
  }

  /** Has the values of weights as they are now, those that are held if none may have changed. */
  private void refresh(List<Weight> wanted) {
    values.initialize();
    engine.undisturbed(
        () -> {
          Engine.Moment now = engine.moment();
          if (!now.equals(moment)) {
            release();
            manager = TrihornNDManager.newBaseManager(engine.backend().name());
            moment = now;
          }
          held.with(wanted, weight -> engine.share(weight.variable()));
          return null;
        });
  }

  /**
   * Lets the values go, which are about to change: what nobody needs any more is then not copied.
   */
  synchronized void release() {
    held.close();
    held = new WeightValues();
    moment = null;
  }

  /** What gradients are taken of, where the optimizer has a scale of the loss. */
  synchronized NDArray scaled(Optimizer optimizer, NDArray loss) {
    TensorType type = new TensorType(loss.getDataType(), loss.getShape());
    List<Weight> scale = scale(optimizer, type);
    WeightValues.Function scaling =
        new WeightValues.Function(
            traced.keyOf(optimizer),
            false,
            in -> {
              Tensor given = in.get(scale.size());
              return List.of(
                  optimizer.scaleLoss(
                      new ValuedTrace(given.builder(), false, null, scale, in), given));
            });
    List<TensorData> read = values.read(scale);
    try (WeightValues now = new WeightValues()) {
      now.with(scale, weight -> read.get(scale.indexOf(weight)));
      return now.call(scaling, scale, loss.getManager(), List.of(loss)).get(0);
    }
  }

  /** The variables that an optimizer scales losses by. */
  private static List<Weight> scale(Optimizer optimizer, TensorType type) {
    GraphBuilder builder = new GraphBuilder();
    ValuedTrace trace = new ValuedTrace(builder, false, null, List.of(), List.of());
    optimizer.scaleLoss(trace, new Tensor(builder, builder.parameter("loss", type)));
    return optimizer.variables().stream()
        .filter(w -> trace.asked().contains(w.variable()))
        .toList();
  }
}
