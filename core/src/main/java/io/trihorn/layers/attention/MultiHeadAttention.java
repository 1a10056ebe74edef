package io.trihorn.layers.attention;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.graph.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Attention with as many heads for keys and values as for queries (Vaswani et al., 2017).
 *
 * <p>Query {@code (batch, queries, width)}, value and key {@code (batch, keys, width)}, output
 * {@code (batch, queries, width of the query)}; there may be several axes of positions. The
 * probabilities are {@code (batch, heads, queries, keys)}. Weights, each a kernel and a bias:
 * {@code query} and {@code key (width, heads, key_dim)}, with a gate {@code gate}, {@code value
 * (width, heads, value_dim)}, {@code attention_output (heads, value_dim, width)}.
 */
public final class MultiHeadAttention extends HeadedAttention<MultiHeadAttention> {
  private int numHeads;
  private int keyDim;
  private Integer valueDim;
  private List<Integer> outputShape;
  private List<Integer> attentionAxes;

  /**
   * A layer.
   *
   * @param numHeads the number of heads
   * @param keyDim the width of queries and keys in each head
   */
  public MultiHeadAttention(int numHeads, int keyDim) {
    this.numHeads = Config.requirePositive(className(), "num_heads", numHeads);
    this.keyDim = Config.requirePositive(className(), "key_dim", keyDim);
  }

  /** The width of values in each head; by default that of keys. */
  public MultiHeadAttention valueDim(int value) {
    valueDim = value;
    return this;
  }

  /** The output's axes after the positions; by default the query's width. */
  public MultiHeadAttention outputShape(int... dims) {
    outputShape = Arrays.stream(dims).boxed().toList();
    return this;
  }

  /** The axes attended over, the batch being 0; by default all between it and the last. */
  public MultiHeadAttention attentionAxes(int... axes) {
    attentionAxes = Arrays.stream(axes).boxed().toList();
    return this;
  }

  @Override
  public void configure(Config config) {
    configureProjections(config);
    numHeads = config.positive("num_heads", numHeads);
    keyDim = config.positive("key_dim", keyDim);
    valueDim = config.nullableInteger("value_dim", valueHeads()[1]);
    outputShape = config.integers("output_shape", outputShape);
    attentionAxes = config.integers("attention_axes", attentionAxes);
  }

  @Override
  int[] queryHeads() {
    return new int[] {numHeads, keyDim};
  }

  @Override
  int[] keyHeads() {
    return queryHeads();
  }

  @Override
  int[] valueHeads() {
    return new int[] {numHeads, valueDim == null ? keyDim : valueDim};
  }

  @Override
  int[] outputDims(Shape query) {
    if (outputShape != null) {
      return outputShape.stream().mapToInt(i -> i).toArray();
    }
    long last = query.get(query.dimension() - 1);
    if (last > Integer.MAX_VALUE) {
      throw new ShapeException("the query's last extent is too large: " + query);
    }
    return new int[] {(int) last};
  }

  @Override
  List<Integer> positionAxes(int rank) {
    if (attentionAxes == null) {
      return IntStream.range(1, rank - 1).boxed().toList();
    }
    List<Integer> axes = attentionAxes.stream().map(a -> a < 0 ? a + rank : a).toList();
    if (axes.stream().anyMatch(a -> a < 1 || a > rank - 2)) {
      throw new ShapeException(
          "attention_axes should be between the batch and the last axis of inputs of rank "
              + rank
              + ", but are "
              + attentionAxes);
    }
    return axes;
  }

  @Override
  boolean takesMasksOff() {
    return true;
  }
}
