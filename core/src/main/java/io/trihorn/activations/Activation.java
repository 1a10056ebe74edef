package io.trihorn.activations;

import io.trihorn.ops.Tensor;
import java.util.function.UnaryOperator;

/**
 * An activation function with the name it is saved by.
 *
 * @param name Keras's name
 * @param function what it does
 */
public record Activation(String name, UnaryOperator<Tensor> function) {
  /** Applies the function. */
  public Tensor call(Tensor x) {
    return function.apply(x);
  }

  /** Whether this is the identity. */
  public boolean isLinear() {
    return name.equals("linear");
  }
}
