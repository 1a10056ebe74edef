package io.trihorn.quantizers;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Configurable;
import io.trihorn.ops.Tensor;

/** Turns floating tensors into integers and the scales that belong to them. */
public interface Quantizer extends Configurable {
  /**
   * A tensor and its scales.
   *
   * @param values the integers, of the tensor's shape
   * @param scale with 1 along the axes it does not change along; {@code values / scale} is about
   *     the tensor
   */
  record Quantized(Tensor values, Tensor scale) {}

  /** The element type of the integers. */
  DataType outputDtype();

  /**
   * The integers of a floating tensor.
   *
   * @param axes those that share one scale; none for the quantizer's own, or the last
   */
  Quantized quantize(Tensor x, int... axes);
}
