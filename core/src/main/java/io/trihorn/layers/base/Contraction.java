package io.trihorn.layers.base;

import io.trihorn.ops.Tensor;

/** A product of an input with a kernel, which is linear in both. */
public interface Contraction {
  /** The product in floats. */
  Tensor of(Tensor x, Tensor kernel);

  /** The product of int8 numbers, int32. */
  Tensor integers(Tensor x, Tensor kernel);

  /** The axes of the input that are summed over. */
  int[] summed();

  /**
   * An input as rows {@code (n, inputs)}: its axes that are summed over, in the kernel's order,
   * last.
   */
  Tensor rows(Tensor x);

  /**
   * The input's scale, with 1 along the summed axes, in the form that broadcasts to the product.
   */
  Tensor aligned(Tensor scale);
}
