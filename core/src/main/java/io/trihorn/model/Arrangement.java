package io.trihorn.model;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Trees;
import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.data.Form;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.KerasTensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds a model's inputs or outputs among values that were given by name. What has the model's own
 * form fits as it is; a map fits a model without one by the names of its layers.
 */
final class Arrangement {
  /** In the place of a target that is left out. */
  private static final Integer NONE = -1;

  private final String model;
  private final String what;
  private final Set<String> optional;

  private Arrangement(String model, String what, Set<String> optional) {
    this.model = model;
    this.what = what;
    this.optional = optional;
  }

  /**
   * The dataset with its tensors in the model's order.
   *
   * @param unused the names of outputs whose targets nothing looks at; these may be left out
   */
  static Dataset of(String model, FunctionalGraph graph, Dataset data, Set<String> unused) {
    Form form = data.form();
    if (form.isPlain()) {
      return data;
    }
    List<Integer> inputs = order(model, "inputs", graph.inputForm(), form.inputs(), Set.of());
    List<Integer> targets = order(model, "targets", graph.outputForm(), form.targets(), unused);
    List<Integer> weights =
        order(model, "sample weights", graph.outputForm(), form.weights(), Set.of());
    return data.inOrder(
        batch ->
            new Batch(
                pick(batch, batch.inputs(), inputs),
                pick(batch, batch.targets(), targets),
                pick(batch, batch.weights(), weights)));
  }

  private static List<TensorData> pick(Batch batch, List<TensorData> tensors, List<Integer> order) {
    return order == null
        ? tensors
        : order.stream().map(i -> i.equals(NONE) ? zeros(batch) : tensors.get(i)).toList();
  }

  /** A target that nothing looks at. */
  private static TensorData zeros(Batch batch) {
    return TensorData.zeros(TensorType.of(DataType.FLOAT32, batch.rows()));
  }

  private static List<Integer> order(
      String model, String what, Object form, Object given, Set<String> optional) {
    if (given == null) {
      return null;
    }
    List<Object> found = new ArrayList<>();
    new Arrangement(model, what, optional).match(form, given, found);
    return found.stream().map(Integer.class::cast).toList();
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
    new Arrangement(model, what, Set.of()).match(form, given, found);
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
    requireNames(new TreeSet<>(parts.keySet()), values);
    for (Object key : new TreeSet<>(parts.keySet())) {
      if (values.containsKey(key)) {
        match(parts.get(key), values.get(key), found);
      } else {
        found.add(NONE);
      }
    }
  }

  private void byName(Object form, Map<?, ?> values, List<Object> found) {
    requireNames(names(form), values);
    for (String name : names(form)) {
      found.add(values.containsKey(name) ? values.get(name) : NONE);
    }
  }

  /** All that are not optional are there, and nothing else is. */
  private void requireNames(Collection<?> names, Map<?, ?> values) {
    boolean all =
        names.stream()
            .allMatch(name -> values.containsKey(name) || optional.contains(name.toString()));
    if (!all || !names.containsAll(values.keySet())) {
      throw wrong(names + ", but got " + new TreeSet<>(values.keySet()));
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
