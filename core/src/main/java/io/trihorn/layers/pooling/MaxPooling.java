package io.trihorn.layers.pooling;

import io.trihorn.graph.Layout;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;
import io.trihorn.ops.Windows.Padding;
import java.util.List;

/**
 * The largest element of each window over one to three spatial axes.
 *
 * @param <L> the layer's own class
 */
abstract class MaxPooling<L extends MaxPooling<L>> extends BasePooling<L> {
  MaxPooling(int axes, int... poolSize) {
    super(axes, poolSize);
  }

  @Override
  protected final Tensor pool(
      Tensor x, List<Integer> window, List<Integer> steps, Padding pad, Layout order) {
    return Windows.maxPool(x, window, steps, pad, order);
  }
}
