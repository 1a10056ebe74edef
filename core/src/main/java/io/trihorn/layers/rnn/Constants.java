package io.trihorn.layers.rnn;

import io.trihorn.ops.Tensor;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Tensors that all steps of a recurrent layer share, by name. Inside a loop each one asked for is
 * handed in.
 */
public final class Constants {
  private final Map<String, Tensor> values;
  private final UnaryOperator<Tensor> handIn;
  private final String prefix;

  private Constants(Map<String, Tensor> values, UnaryOperator<Tensor> handIn, String prefix) {
    this.values = values;
    this.handIn = handIn;
    this.prefix = prefix;
  }

  static Constants of(Map<String, Tensor> values) {
    return new Constants(values, UnaryOperator.identity(), "");
  }

  Constants inside(UnaryOperator<Tensor> loop) {
    return new Constants(values, loop, prefix);
  }

  /** Those whose names begin with a prefix, under the rest of their names. */
  Constants part(String name) {
    return new Constants(values, handIn, prefix + name);
  }

  /** The tensor of this name, or null. */
  public Tensor get(String name) {
    Tensor value = values.get(prefix + name);
    return value == null ? null : handIn.apply(value);
  }
}
