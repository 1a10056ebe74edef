package io.trihorn.layers.preprocessing.image;

import io.trihorn.ops.Tensor;
import java.util.function.UnaryOperator;

/**
 * What one draw does to a batch.
 *
 * @param images changes images {@code (batch, height, width, channels)}
 * @param masks changes segmentation masks of the same form, by whole pixels
 * @param labels changes labels {@code (batch, ...)}
 */
record Transformation(
    UnaryOperator<Tensor> images, UnaryOperator<Tensor> masks, UnaryOperator<Tensor> labels) {
  /** One that leaves masks and labels alone. */
  static Transformation ofColours(UnaryOperator<Tensor> images) {
    return new Transformation(images, UnaryOperator.identity(), UnaryOperator.identity());
  }

  /** One that moves pixels, and leaves labels alone. */
  static Transformation ofPlaces(UnaryOperator<Tensor> images, UnaryOperator<Tensor> masks) {
    return new Transformation(images, masks, UnaryOperator.identity());
  }
}
