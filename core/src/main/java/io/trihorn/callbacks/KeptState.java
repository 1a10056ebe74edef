package io.trihorn.callbacks;

import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A callback's attributes as tensors, to be written to files and read again. */
final class KeptState {
  private final Map<String, TensorData> values;

  KeptState() {
    this(Map.of());
  }

  KeptState(Map<String, TensorData> values) {
    this.values = new LinkedHashMap<>(values);
  }

  /** Puts a number; null is left out. */
  KeptState put(String name, Number value) {
    if (value != null) {
      values.put(name, TensorData.of(new double[] {value.doubleValue()}, 1));
    }
    return this;
  }

  /** Puts tensors; null is left out. */
  KeptState put(String name, List<TensorData> list) {
    for (int i = 0; list != null && i < list.size(); i++) {
      values.put(name + "_" + i, list.get(i));
    }
    return this;
  }

  Map<String, TensorData> all() {
    return values;
  }

  /** A number, or null where there is none. */
  Double number(String name) {
    return values.containsKey(name) ? values.get(name).getDouble(0) : null;
  }

  /** A whole number, 0 where there is none. */
  int whole(String name) {
    return values.containsKey(name) ? (int) values.get(name).getDouble(0) : 0;
  }

  /** Tensors, or null where there are none. */
  List<TensorData> list(String name) {
    List<TensorData> list = new ArrayList<>();
    while (values.containsKey(name + "_" + list.size())) {
      list.add(values.get(name + "_" + list.size()));
    }
    return list.isEmpty() ? null : list;
  }
}
