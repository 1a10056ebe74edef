package io.trihorn.model;

import ai.djl.ndarray.types.Shape;
import io.trihorn.layers.base.KerasTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A function of an archive that others call by its name: the prediction of a model.
 *
 * @param name what it is called
 * @param model computes it
 * @param inputShapes a shape for each input, -1 where an extent is open; none to take the model's
 * @param arguments what it is called with, by name and in order: the inputs of the model, each
 *     alone or in lists and maps
 */
public record Endpoint(
    String name, Model model, List<Shape> inputShapes, Map<String, Object> arguments) {
  /** What Keras calls the argument of a model. */
  private static final String INPUTS = "args_0";

  /** Copies the shapes and the arguments. */
  public Endpoint {
    inputShapes = List.copyOf(inputShapes);
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
  }

  /** A model, which is called with one argument that has the form of its inputs. */
  static Endpoint of(String name, Model model, List<Shape> inputShapes) {
    return new Endpoint(name, model, inputShapes, Map.of(INPUTS, model.graph().inputForm()));
  }

  /** A function of tensors, of which a model has been made. */
  static Endpoint ofFunction(String name, Model model) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (KerasTensor input : model.inputs()) {
      String wanted = input.layer().name();
      boolean taken = arguments.containsKey(wanted);
      arguments.put(taken ? wanted + "_" + arguments.size() : wanted, input);
    }
    return new Endpoint(name, model, List.of(), arguments);
  }

  /** What it gives: the outputs of the model, alone or in lists and maps. */
  public Object result() {
    return model.graph().outputForm();
  }
}
