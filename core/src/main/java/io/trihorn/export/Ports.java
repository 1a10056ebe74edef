package io.trihorn.export;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The names under which a model's inputs and outputs are known outside: those of their layers, told
 * apart by numbers where one layer gives several, or as Keras's signatures have them.
 *
 * @param inputs a name for each input
 * @param outputs a name for each output
 */
public record Ports(List<String> inputs, List<String> outputs) {
  /** A model's. */
  public static Ports of(Model model) {
    Set<String> taken = new HashSet<>();
    return new Ports(names(model.inputs(), taken), names(model.outputs(), taken));
  }

  /**
   * The names in the signatures of Keras's SavedModels: outputs are called as in the map that they
   * stand in, else {@code output_0}, {@code output_1} and so on.
   */
  public static Ports ofSignature(Model model) {
    List<String> keys = model.outputKeys();
    List<String> numbers =
        IntStream.range(0, model.outputs().size()).mapToObj(i -> "output_" + i).toList();
    return new Ports(of(model).inputs(), keys.isEmpty() ? numbers : keys);
  }

  private static List<String> names(List<KerasTensor> tensors, Set<String> taken) {
    List<String> names = new ArrayList<>();
    for (KerasTensor tensor : tensors) {
      String name = tensor.layer().name();
      for (int i = 1; !taken.add(name); i++) {
        name = tensor.layer().name() + "_" + i;
      }
      names.add(name);
    }
    return names;
  }

  /**
   * The shapes to export a model with: its own, or those given, with -1 where an extent is open.
   *
   * @param given one for each input, or none to take the model's
   * @throws IllegalArgumentException if a shape does not fit, or an input is of texts
   */
  public static List<Shape> shapes(Model model, List<Shape> given) {
    List<KerasTensor> inputs = model.inputs();
    if (!given.isEmpty() && given.size() != inputs.size()) {
      throw new IllegalArgumentException(
          "model '%s' has %d inputs, but %d shapes are given to export it with"
              .formatted(model.name(), inputs.size(), given.size()));
    }
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).dtype() == DataType.STRING) {
        throw new IllegalArgumentException(
            "model '%s' cannot be exported, since its input '%s' is of texts, which become numbers in Java; export the model from these numbers on, and make them by layer.compute(texts)"
                .formatted(model.name(), inputs.get(i).layer().name()));
      }
      Shape own = inputs.get(i).shape();
      Shape shape = given.isEmpty() ? own : given.get(i);
      check(model, inputs.get(i), own, shape);
      shapes.add(shape);
    }
    return shapes;
  }

  private static void check(Model model, KerasTensor input, Shape own, Shape shape) {
    boolean fits = own.dimension() == shape.dimension();
    for (int axis = 0; fits && axis < own.dimension(); axis++) {
      fits = own.get(axis) < 0 || own.get(axis) == shape.get(axis);
    }
    if (!fits) {
      throw refused(model, input, shape, "the shapes must agree");
    }
  }

  private static IllegalArgumentException refused(
      Model model, KerasTensor input, Shape shape, String why) {
    return new IllegalArgumentException(
        "model '%s', input '%s' of shape %s cannot be exported with shape %s: %s"
            .formatted(model.name(), input.layer().name(), input.shape(), shape, why));
  }
}
