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
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How far the outputs of a model's layers, and the gradients of its weights, are apart on two
 * backends.
 *
 * @param first the name of the backend that the other is held to
 * @param second the name of the other
 * @param layers the outputs in the order in which they are computed; a layer used several times
 *     stands there several times
 * @param gradients of the weights that are trained and that the loss depends on, by the paths of
 *     the weights, in their order
 */
public record Comparison(
    String first, String second, List<Difference> layers, List<Difference> gradients) {
  /**
   * The difference of one output of a layer, or of the gradient of one weight.
   *
   * @param layer the layer's name, or the weight's path
   * @param type of the output for all rows, or of the weight
   * @param largest the largest absolute difference of an element; infinite where one of the two is
   *     NaN, or they are different infinities
   * @param mean the mean of the absolute differences of all elements
   * @param scale the largest finite magnitude on the first backend
   */
  public record Difference(
      String layer, TensorType type, double largest, double mean, double scale) {
    /** The largest difference as a part of the scale; where the scale is 0, itself. */
    public double relative() {
      return scale == 0 ? largest : largest / scale;
    }
  }

  /** Copies the lists. */
  public Comparison {
    layers = List.copyOf(layers);
    gradients = List.copyOf(gradients);
  }

  /**
   * Predicts with a copy of a model on two backends, and compares layer by layer; then compares the
   * gradients of all rows in one batch, layers as in training. The gradients are those of the
   * losses that the model is compiled with where there are targets, else of the mean of the squares
   * of its outputs. The model stays as it is and where it is.
   *
   * @param data inputs as {@link Model#predictAll(Object)} takes them, or a {@link Dataset}, which
   *     may have targets
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
    List<Difference> layers = new ArrayList<>();
    List<TensorType> given = new ArrayList<>();
    try (Model all = new Model(model.graph().inputForm(), outputs);
        Model copy = Models.cloneModel(all)) {
      copy.setWeights(all.weightValues());
      List<TensorData> expected = outputs(copy, data, first);
      List<TensorData> actual = outputs(copy, data, second);
      for (int i = 0; i < expected.size(); i++) {
        layers.add(difference(names.get(i), expected.get(i), actual.get(i)));
      }
      for (KerasTensor output : model.outputs()) {
        given.add(expected.get(outputs.indexOf(output)).type());
      }
    }
    return new Comparison(
        first.name(),
        second.name(),
        layers,
        differences(new ComparedGradients(model, data, given), first, second));
  }

  private static List<Difference> differences(
      ComparedGradients gradients, Backend first, Backend second) {
    List<Difference> differences = new ArrayList<>();
    Iterator<TensorData> actual = gradients.on(second).values().iterator();
    gradients
        .on(first)
        .forEach(
            (weight, gradient) ->
                differences.add(difference(weight.variable().name(), gradient, actual.next())));
    return differences;
  }

  private static List<TensorData> outputs(Model model, Object data, Backend backend) {
    model.on(backend);
    model.resetStates();
    return (data instanceof Dataset set ? model.predictAll(set) : model.predictAll(data))
        .stream().map(HostValues::of).toList();
  }

  private static Difference difference(String layer, TensorData expected, TensorData actual) {
    double largest = 0;
    double sum = 0;
    double scale = 0;
    for (long i = 0; i < expected.size(); i++) {
      double a = expected.getDouble(i);
      double b = actual.getDouble(i);
      double apart = Double.compare(a, b) == 0 || a == b ? 0 : Math.abs(a - b);
      apart = Double.isNaN(apart) ? Double.POSITIVE_INFINITY : apart;
      largest = Math.max(largest, apart);
      sum += apart;
      scale = Double.isFinite(a) ? Math.max(scale, Math.abs(a)) : scale;
    }
    double mean = sum / Math.max(1, expected.size());
    return new Difference(layer, expected.type(), largest, mean, scale);
  }

  /** The output or gradient where the backends are furthest apart, as a part of its scale. */
  public Difference worst() {
    return Stream.concat(layers.stream(), gradients.stream())
        .reduce((a, b) -> b.relative() > a.relative() ? b : a)
        .orElseThrow(() -> new IllegalStateException("the model has no layers"));
  }

  /** Tables of the layers and of the gradients. */
  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    rows(table, "layer", "output", layers);
    if (!gradients.isEmpty()) {
      rows(table.append("%n".formatted()), "gradient", "weight", gradients);
    }
    return table.toString();
  }

  private static void rows(
      StringBuilder table, String first, String second, List<Difference> rows) {
    table.append("%-32s %-28s %12s %12s %12s".formatted(first, second, "largest", "mean", "scale"));
    for (Difference d : rows) {
      table.append(
          "%n%-32s %-28s %12.3e %12.3e %12.3e"
              .formatted(d.layer(), d.type(), d.largest(), d.mean(), d.scale()));
    }
  }
}
