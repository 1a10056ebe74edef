package io.trihorn.testkit.arrays;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Activations, which DJL's arrays have among their internal functions. */
final class ActivationCalls {
  private ActivationCalls() {}

  static void addTo(Map<String, UnaryOperator<NDArray>> table) {
    table.put("relu", x -> x.getNDArrayInternal().relu());
    table.put("sigmoid", x -> x.getNDArrayInternal().sigmoid());
    table.put("softPlus", x -> x.getNDArrayInternal().softPlus());
    table.put("softSign", x -> x.getNDArrayInternal().softSign());
    table.put("leakyRelu", x -> x.getNDArrayInternal().leakyRelu(0.1f));
    table.put("elu", x -> x.getNDArrayInternal().elu(0.5f));
    table.put("selu", x -> x.getNDArrayInternal().selu());
    table.put("gelu", x -> x.getNDArrayInternal().gelu());
    table.put("swish", x -> x.getNDArrayInternal().swish(1));
    table.put("mish", x -> x.getNDArrayInternal().mish());
  }
}
