package io.trihorn.caffe;

import io.trihorn.state.Weight;
import java.util.List;

/**
 * A blob that a net learns, once for all layers that share it.
 *
 * @param layer the first that has it, by its name
 * @param index of the blob among the layer's
 * @param shape its extents
 * @param weights what holds it
 * @param rate what the learning rate is multiplied by ({@code lr_mult}, {@code blobs_lr})
 * @param decay what the decay is multiplied by ({@code decay_mult}, {@code weight_decay})
 */
record Learnable(
    String layer, int index, long[] shape, List<Weight> weights, double rate, double decay) {
  /** Whether a solver moves it. */
  boolean isTrained() {
    return rate != 0 && !weights.isEmpty() && weights.stream().allMatch(Weight::trainable);
  }
}
