package io.trihorn.layers.base;

import io.trihorn.graph.TensorData;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.function.Function;

/** Computes functions of tensors at once, on values in host memory. */
@FunctionalInterface
public interface HostMath {
  /**
   * The values of a function.
   *
   * @param inputs of the function, in order
   * @param function written with {@code ops}
   */
  List<TensorData> compute(List<TensorData> inputs, Function<List<Tensor>, List<Tensor>> function);
}
