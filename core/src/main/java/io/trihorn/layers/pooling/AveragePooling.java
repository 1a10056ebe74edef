package io.trihorn.layers.pooling;

import io.trihorn.graph.Layout;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;
import io.trihorn.ops.Windows.Padding;
import java.util.List;

/**
 * The mean of each window, padding not counted, over one to three spatial axes.
 *
 * @param <L> the layer's own class
 */
abstract class AveragePooling<L extends AveragePooling<L>> extends BasePooling<L> {
  AveragePooling(int axes, int... poolSize) {
    super(axes, poolSize);
  }

  @Override
  protected final Tensor pool(
      Tensor x, List<Integer> window, List<Integer> steps, Padding pad, Layout order) {
    return Windows.averagePool(x, window, steps, pad, order);
  }
}
