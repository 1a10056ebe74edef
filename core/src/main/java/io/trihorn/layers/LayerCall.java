package io.trihorn.layers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One use of a layer in a model under construction. Arguments are trees: a {@link KerasTensor}, a
 * list of arguments, or a plain value (number, text, boolean or null).
 */
public final class LayerCall {
  private final Layer layer;
  private final List<Object> positional;
  private final Map<String, Object> named;
  private List<KerasTensor> outputs = List.of();

  LayerCall(Layer layer, List<?> positional, Map<String, ?> named) {
    this.layer = layer;
    List<Object> inPlace = new ArrayList<>(positional);
    Map<String, Object> others = new LinkedHashMap<>(named);
    for (String name : layer.inputNames()) {
      if (layer.inputNames().indexOf(name) == inPlace.size()
          && others.get(name) instanceof KerasTensor) {
        inPlace.add(others.remove(name));
      }
    }
    this.positional = Collections.unmodifiableList(inPlace);
    this.named = Collections.unmodifiableMap(others);
  }

  /** The layer. */
  public Layer layer() {
    return layer;
  }

  /** The arguments by position. */
  public List<Object> positional() {
    return positional;
  }

  /** The arguments by name. */
  public Map<String, Object> named() {
    return named;
  }

  /** The tensors made. */
  public List<KerasTensor> outputs() {
    return outputs;
  }

  void setOutputs(List<KerasTensor> made) {
    outputs = List.copyOf(made);
    layer.noteUse(this);
  }

  /** The tensors among the positional arguments, in order. */
  public List<KerasTensor> inputs() {
    List<KerasTensor> found = new ArrayList<>();
    collect(positional, found);
    return found;
  }

  /** All tensors among the arguments, in order. */
  public List<KerasTensor> allInputs() {
    List<KerasTensor> found = inputs();
    named.values().forEach(v -> collect(v, found));
    return found;
  }

  private static void collect(Object argument, List<KerasTensor> found) {
    if (argument instanceof KerasTensor t) {
      found.add(t);
    } else if (argument instanceof List<?> list) {
      list.forEach(a -> collect(a, found));
    }
  }

  /** The arguments by position with each tensor replaced. */
  public List<Object> positionalWith(Function<KerasTensor, Object> values) {
    List<Object> result = new ArrayList<>();
    positional.forEach(value -> result.add(replace(value, values)));
    return result;
  }

  /** The named arguments with each tensor replaced. */
  public Map<String, Object> namedWith(Function<KerasTensor, Object> values) {
    Map<String, Object> result = new LinkedHashMap<>();
    named.forEach((name, value) -> result.put(name, replace(value, values)));
    return result;
  }

  private static Object replace(Object argument, Function<KerasTensor, Object> values) {
    if (argument instanceof KerasTensor t) {
      return values.apply(t);
    }
    if (argument instanceof List<?> list) {
      List<Object> result = new ArrayList<>();
      list.forEach(a -> result.add(replace(a, values)));
      return result;
    }
    return argument;
  }
}
