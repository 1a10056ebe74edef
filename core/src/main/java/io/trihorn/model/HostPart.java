package io.trihorn.model;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.LayerCall;
import io.trihorn.layers.preprocessing.text.HostLayer;
import io.trihorn.ndarray.Texts;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of a model that computes in Java, where data are read: layers of texts, which no engine
 * holds, from the inputs on. Programs are fed with what it gives, and with the inputs of numbers. A
 * model without such layers is fed with its inputs.
 */
final class HostPart {
  /**
   * What programs are fed with.
   *
   * @param path the uses of models that it is inside of, from the outermost
   * @param tensor an input of numbers, or what a layer in Java makes
   */
  private record Feed(List<LayerCall> path, KerasTensor tensor) {
    Feed inside(LayerCall call) {
      List<LayerCall> longer = new ArrayList<>(List.of(call));
      longer.addAll(path);
      return new Feed(List.copyOf(longer), tensor);
    }
  }

  private final List<KerasTensor> inputs;
  private final List<LayerCall> calls = new ArrayList<>();

  /** The parts of the models inside that have one, by their uses. */
  private final Map<LayerCall, HostPart> inner = new LinkedHashMap<>();

  private final List<Feed> feeds = new ArrayList<>();

  HostPart(FunctionalGraph graph) {
    inputs = graph.inputs();
    Set<KerasTensor> known = new HashSet<>(inputs);
    Set<KerasTensor> used = new HashSet<>(graph.outputs());
    for (LayerCall call : graph.calls()) {
      if (call.layer() instanceof HostLayer<?> layer && layer.needsHost()) {
        require(call, call.allInputs(), known);
        known.addAll(call.outputs());
        calls.add(call);
      } else if (call.layer() instanceof Model model && !model.graph().hostPart().isEmpty()) {
        HostPart part = model.graph().hostPart();
        require(call, part.needed(call.inputs()), known);
        inner.put(call, part);
      }
      if (!calls.contains(call)) {
        used.addAll(call.allInputs());
      }
    }
    inputs.stream().filter(t -> t.dtype() != DataType.STRING).forEach(this::feed);
    for (LayerCall call : calls) {
      call.outputs().stream().filter(used::contains).forEach(this::feed);
    }
    inner.forEach(
        (call, part) ->
            part.feeds.stream().filter(part::isMade).forEach(f -> feeds.add(f.inside(call))));
    for (KerasTensor output : graph.outputs()) {
      if (output.dtype() == DataType.STRING) {
        throw new IllegalArgumentException(
            "an output of a model cannot be of texts, but " + output + " is");
      }
    }
  }

  private void feed(KerasTensor tensor) {
    feeds.add(new Feed(List.of(), tensor));
  }

  private boolean isMade(Feed feed) {
    return !inputs.contains(feed.tensor());
  }

  private static void require(LayerCall call, List<KerasTensor> tensors, Set<KerasTensor> known) {
    for (KerasTensor tensor : tensors) {
      if (!known.contains(tensor)) {
        throw new ShapeException(
            "layer '%s' (%s) computes in Java, ahead of what engines compute, but takes what '%s' makes there; give it an input of the model"
                .formatted(call.layer().name(), call.layer().className(), tensor.layer().name()));
      }
    }
  }

  /** Of what a model is called with, that which its layers in Java take. */
  private List<KerasTensor> needed(List<KerasTensor> arguments) {
    Set<KerasTensor> taken = new HashSet<>();
    calls.forEach(call -> taken.addAll(call.allInputs()));
    inner.forEach((call, part) -> taken.addAll(part.needed(call.inputs())));
    List<KerasTensor> needed = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (taken.contains(inputs.get(i))) {
        needed.add(arguments.get(i));
      }
    }
    return needed;
  }

  /** Whether the model has no such layers. */
  boolean isEmpty() {
    return calls.isEmpty() && inner.isEmpty();
  }

  /** How many tensors programs are fed with. */
  int feedCount() {
    return feeds.size();
  }

  /**
   * The places among what programs are fed with of tensors of the model, or of one inside it.
   *
   * @param path the uses of models that it is inside of
   */
  Map<KerasTensor, Integer> places(List<LayerCall> path) {
    Map<KerasTensor, Integer> places = new HashMap<>();
    for (int i = 0; i < feeds.size(); i++) {
      if (feeds.get(i).path().equals(path)) {
        places.put(feeds.get(i).tensor(), i);
      }
    }
    return places;
  }

  /**
   * What programs are fed with.
   *
   * @param data one for each input; texts as bytes
   */
  List<TensorData> compute(List<TensorData> data) {
    if (isEmpty()) {
      return data;
    }
    Map<KerasTensor, Object> values = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      boolean text = inputs.get(i).dtype() == DataType.STRING;
      values.put(inputs.get(i), text ? Texts.of(data.get(i)) : data.get(i));
    }
    Map<Feed, TensorData> made = new HashMap<>();
    compute(List.of(), values, made);
    return feeds.stream().map(made::get).toList();
  }

  private void compute(
      List<LayerCall> path, Map<KerasTensor, Object> values, Map<Feed, TensorData> made) {
    for (LayerCall call : calls) {
      List<Object> arguments = call.allInputs().stream().map(t -> argument(values.get(t))).toList();
      Object given = arguments.size() == 1 ? arguments.get(0) : arguments;
      values.put(call.outputs().get(0), ((HostLayer<?>) call.layer()).compute(given));
    }
    inner.forEach(
        (call, part) -> {
          Map<KerasTensor, Object> inside = new HashMap<>();
          for (int i = 0; i < part.inputs.size(); i++) {
            inside.put(part.inputs.get(i), values.get(call.inputs().get(i)));
          }
          List<LayerCall> longer = new ArrayList<>(path);
          longer.add(call);
          part.compute(longer, inside, made);
        });
    values.forEach(
        (tensor, value) -> {
          if (value instanceof TensorData data) {
            made.put(new Feed(path, tensor), data);
          }
        });
  }

  /** What a layer is given: texts, or numbers; single bytes would be taken for those of a text. */
  private static Object argument(Object value) {
    return value instanceof TensorData data && data.dtype() == DataType.UINT8
        ? data.cast(DataType.INT32)
        : value;
  }

  /** What programs are fed with, as the values of tensors of the model itself. */
  Map<KerasTensor, Tensor> own(List<Tensor> fed) {
    Map<KerasTensor, Tensor> values = new HashMap<>();
    places(List.of()).forEach((tensor, place) -> values.put(tensor, fed.get(place)));
    return values;
  }

  /** Whether a use of a layer is done when programs begin. */
  boolean isDone(LayerCall call) {
    return calls.contains(call);
  }

  /**
   * What a model inside is fed with.
   *
   * @param fed what this one is fed with
   * @param values of the tensors so far
   * @return null where that are the arguments of its call
   */
  List<Tensor> inside(LayerCall call, List<Tensor> fed, Map<KerasTensor, Tensor> values) {
    HostPart part = inner.get(call);
    if (part == null) {
      return null;
    }
    List<Tensor> arguments = new ArrayList<>();
    for (Feed feed : part.feeds) {
      int input = feed.path().isEmpty() ? part.inputs.indexOf(feed.tensor()) : -1;
      arguments.add(
          input >= 0
              ? values.get(call.inputs().get(input))
              : fed.get(feeds.indexOf(feed.inside(call))));
    }
    return arguments;
  }
}
