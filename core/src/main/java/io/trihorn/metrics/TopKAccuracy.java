package io.trihorn.metrics;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/**
 * How often the true class is among the k most probable of predictions {@code (batch, ...,
 * classes)}; targets are probabilities of the same shape, or class indices where they are sparse.
 */
public final class TopKAccuracy extends MeanMetricWrapper {
  private final boolean sparse;
  private int k = 5;

  TopKAccuracy(boolean sparse) {
    this.sparse = sparse;
  }

  @Override
  public String className() {
    return sparse ? "SparseTopKCategoricalAccuracy" : "TopKCategoricalAccuracy";
  }

  @Override
  protected String defaultName() {
    return sparse ? "sparse_top_k_categorical_accuracy" : "top_k_categorical_accuracy";
  }

  /** How many predictions count; by default 5. */
  public TopKAccuracy k(int value) {
    set("k", value);
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    k = config.integer("k", k);
  }

  @Override
  public boolean sparseTargets() {
    return sparse;
  }

  @Override
  protected Tensor values(Tensor yTrue, Tensor yPred) {
    Tensor index;
    if (sparse) {
      boolean extra = yTrue.rank() == yPred.rank() && yTrue.dim(-1) == 1;
      index = Ops.cast(extra ? Shapes.squeeze(yTrue, -1) : yTrue, DataType.INT32);
    } else {
      index = Ops.argmax(yTrue, -1);
    }
    Tensor hot = Shapes.oneHot(index, yPred.dim(-1), yPred.dtype());
    Tensor chosen = Ops.sumKeep(Ops.multiply(hot, yPred), -1);
    Tensor better = Ops.sum(Ops.cast(Ops.greater(yPred, chosen), DataType.INT32), -1);
    return Ops.less(better, k);
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }
}
