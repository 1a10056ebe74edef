package io.trihorn.activations;

import com.google.gson.JsonObject;
import io.trihorn.ops.Tensor;
import java.util.function.UnaryOperator;

/**
 * An activation function with what it is saved by.
 *
 * @param name Keras's name
 * @param arguments other than the defaults, by Keras's names
 * @param function what it does
 */
public record Activation(String name, JsonObject arguments, UnaryOperator<Tensor> function) {
  /** Applies the function. */
  public Tensor call(Tensor x) {
    return function.apply(x);
  }

  /** Whether this is the identity. */
  public boolean isLinear() {
    return name.equals("linear");
  }
}
