package io.trihorn.model;

import io.trihorn.config.Trees;
import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.data.Form;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Finds a model's inputs or outputs among values that were given by name. What has the model's own
 * form fits as it is; a map fits a model without one by the names of its layers.
 */
final class Arrangement {
  private final String model;
  private final String what;

  private Arrangement(String model, String what) {
    this.model = model;
    this.what = what;
  }

  /** The dataset with its tensors in the model's order. */
  static Dataset of(String model, FunctionalGraph graph, Dataset data) {
    Form form = data.form();
    if (form.isPlain()) {
      return data;
    }
    List<Integer> inputs = order(model, "inputs", graph.inputForm(), form.inputs());
    List<Integer> targets = order(model, "targets", graph.outputForm(), form.targets());
    List<Integer> weights = order(model, "sample weights", graph.outputForm(), form.weights());
    return data.inOrder(
        batch ->
            new Batch(
                pick(batch.inputs(), inputs),
                pick(batch.targets(), targets),
                pick(batch.weights(), weights)));
  }

  private static List<TensorData> pick(List<TensorData> tensors, List<Integer> order) {
    return order == null ? tensors : order.stream().map(tensors::get).toList();
  }

  private static List<Integer> order(String model, String what, Object form, Object given) {
    return given == null
        ? null
        : leaves(model, what, form, given).stream().map(Integer.class::cast).toList();
  }

  /**
   * Values in the order of the tensors of a model's form.
   *
   * @param what they are, for messages
   * @param form tensors, alone or in lists and maps
   * @param given values, likewise
   */
  static List<Object> leaves(String model, String what, Object form, Object given) {
    List<Object> found = new ArrayList<>();
    new Arrangement(model, what).match(form, given, found);
    return found;
  }

  private void match(Object form, Object given, List<Object> found) {
    if (given instanceof Map<?, ?> values) {
      if (form instanceof Map<?, ?> parts) {
        byKey(parts, values, found);
      } else {
        byName(form, values, found);
      }
    } else if (given instanceof List<?> values) {
      List<?> parts = form instanceof List<?> list ? list : Trees.flatten(form);
      if (parts.size() != values.size()) {
        throw wrong(parts.size() + " in a list, but got " + values.size());
      }
      for (int i = 0; i < parts.size(); i++) {
        match(parts.get(i), values.get(i), found);
      }
    } else if (form instanceof KerasTensor || Trees.flatten(form).size() == 1) {
      found.add(given);
    } else {
      throw wrong(names(form) + ", but got one tensor in their place");
    }
  }

  private void byKey(Map<?, ?> parts, Map<?, ?> values, List<Object> found) {
    if (!parts.keySet().equals(values.keySet())) {
      throw wrong(new TreeSet<>(parts.keySet()) + ", but got " + new TreeSet<>(values.keySet()));
    }
    for (Object key : new TreeSet<>(parts.keySet())) {
      match(parts.get(key), values.get(key), found);
    }
  }

  private void byName(Object form, Map<?, ?> values, List<Object> found) {
    for (String name : names(form)) {
      if (!values.containsKey(name)) {
        throw wrong(names(form) + ", but got " + new TreeSet<>(values.keySet()));
      }
      found.add(values.get(name));
    }
  }

  /** The names of the layers that the tensors come from. */
  private static List<String> names(Object form) {
    return Trees.flatten(form).stream().map(t -> ((KerasTensor) t).layer().name()).toList();
  }

  private ShapeException wrong(String expected) {
    return new ShapeException("model '" + model + "': the " + what + " should be " + expected);
  }
}
