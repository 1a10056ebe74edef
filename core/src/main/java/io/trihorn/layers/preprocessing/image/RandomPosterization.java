package io.trihorn.layers.preprocessing.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * Images of fewer values: of the 8 bits of each (in the range from 0 to 255) only the uppermost are
 * kept, as many as drawn for each image. See {@link ImageLayer}.
 */
public final class RandomPosterization extends FactorLayer<RandomPosterization> {
  /** As in Keras, one number n, from 1 to 8, means 1 to n - 1 bits. */
  public RandomPosterization(int factor) {
    super(1, 8, factor);
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    // Both bounds equal mean this number; else the upper one is left out, as in Keras.
    Tensor bits = Ops.floor(draws.pixels(factor()));
    Tensor step = Ops.round(Ops.exp(Ops.multiply(Ops.subtract(8, bits), Math.log(2))));
    return Transformation.ofColours(
        x -> {
          Tensor bytes = Ops.clip(Ops.floor(range().to(ValueRange.BYTES, x)), 0, 255);
          Tensor wide = Ops.cast(bytes, DataType.FLOAT32);
          Tensor steps = Ops.cast(step, DataType.FLOAT32);
          Tensor kept = Ops.multiply(Ops.floor(Ops.divide(wide, steps)), steps);
          return ValueRange.BYTES.to(range(), Ops.cast(kept, x.dtype()));
        });
  }
}
