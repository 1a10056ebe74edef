package io.trihorn.layers.core;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * A vector looked up for each whole number.
 *
 * <p>Input {@code (batch, ...)} of numbers from 0 to {@code inputDim - 1}, output {@code (batch,
 * ..., outputDim)}. Negative numbers that a model computes count from the end. Weights: {@code
 * embeddings (inputDim, outputDim)}.
 */
public final class Embedding extends EmbeddingTable<Embedding> {
  /** Vectors of this length for this many numbers. */
  public Embedding(int inputDim, int outputDim) {
    super(inputDim, outputDim);
  }

  @Override
  public void configure(Config config) {
    configureTable(config);
    adaptation().configure(config);
  }

  @Override
  protected void build(List<Shape> inputs) {
    buildTable();
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    return lookUp(x, call);
  }
}
