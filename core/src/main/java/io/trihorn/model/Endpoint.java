package io.trihorn.model;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * A function of an archive that others call by its name: the prediction of a model.
 *
 * @param name what it is called
 * @param model computes it
 * @param inputShapes a shape for each input, -1 where an extent is open; none to take the model's
 */
public record Endpoint(String name, Model model, List<Shape> inputShapes) {
  /** Copies the shapes. */
  public Endpoint {
    inputShapes = List.copyOf(inputShapes);
  }
}
