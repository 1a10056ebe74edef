package io.trihorn.model;

import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.LayerCall;
import io.trihorn.ndarray.HostValues;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the outputs of a model's layers are apart on two backends.
 *
 * @param first the name of the backend that the other is held to
 * @param second the name of the other
 * @param layers in the order in which they compute; a layer used several times stands there several
 *     times
 */
public record Comparison(String first, String second, List<Difference> layers) {
  /**
   * The difference of one output of a layer.
   *
   * @param layer the layer's name
   * @param type of the output for all rows
   * @param largest the largest absolute difference of an element; infinite where one of the two is
   *     NaN, or they are different infinities
   * @param scale the largest finite magnitude on the first backend
   */
  public record Difference(String layer, TensorType type, double largest, double scale) {
    /** The largest difference as a part of the scale; infinite where the scale is 0. */
    public double relative() {
      return largest == 0 ? 0 : largest / scale;
    }
  }

  /** Copies the list. */
  public Comparison {
    layers = List.copyOf(layers);
  }

  /**
   * Predicts with a copy of a model on two backends, and compares layer by layer. The model stays
   * where it is.
   *
   * @param data inputs as {@link Model#predictAll(Object)} takes them, or a {@link Dataset}
   * @param first the name of the backend that the other is held to
   */
  public static Comparison compare(Model model, Object data, String first, String second) {
    return compare(model, data, Backends.get(first), Backends.get(second));
  }

  /** Compares on backends that need not have a name, as {@link #compare} does. */
  public static Comparison compare(Model model, Object data, Backend first, Backend second) {
    List<LayerCall> calls = model.graph().computed();
    List<KerasTensor> outputs = calls.stream().flatMap(c -> c.outputs().stream()).toList();
    List<String> names =
        calls.stream().flatMap(c -> c.outputs().stream().map(output -> c.layer().name())).toList();
    try (Model all = new Model(model.graph().inputForm(), outputs);
        Model copy = Models.cloneModel(all)) {
      copy.setWeights(all.weightValues());
      List<TensorData> expected = outputs(copy, data, first);
      List<TensorData> actual = outputs(copy, data, second);
      List<Difference> differences = new ArrayList<>();
      for (int i = 0; i < expected.size(); i++) {
        differences.add(difference(names.get(i), expected.get(i), actual.get(i)));
      }
      return new Comparison(first.name(), second.name(), differences);
    }
  }

  private static List<TensorData> outputs(Model model, Object data, Backend backend) {
    model.on(backend);
    model.resetStates();
    return (data instanceof Dataset set ? model.predictAll(set) : model.predictAll(data))
        .stream().map(HostValues::of).toList();
  }

  private static Difference difference(String layer, TensorData expected, TensorData actual) {
    double largest = 0;
    double scale = 0;
    for (long i = 0; i < expected.size(); i++) {
      double a = expected.getDouble(i);
      double b = actual.getDouble(i);
      double apart = Double.compare(a, b) == 0 || a == b ? 0 : Math.abs(a - b);
      largest = Math.max(largest, Double.isNaN(apart) ? Double.POSITIVE_INFINITY : apart);
      scale = Double.isFinite(a) ? Math.max(scale, Math.abs(a)) : scale;
    }
    return new Difference(layer, expected.type(), largest, scale);
  }

  /** The layer where the backends are furthest apart, as a part of its scale. */
  public Difference worst() {
    return layers.stream()
        .reduce((a, b) -> b.relative() > a.relative() ? b : a)
        .orElseThrow(() -> new IllegalStateException("the model has no layers"));
  }

  /** A table of the layers. */
  @Override
  public String toString() {
    StringBuilder table =
        new StringBuilder(
            "%-32s %-28s %12s %12s".formatted("layer", "output", "difference", "scale"));
    for (Difference d : layers) {
      table.append(
          "%n%-32s %-28s %12.3e %12.3e".formatted(d.layer(), d.type(), d.largest(), d.scale()));
    }
    return table.toString();
  }
}
