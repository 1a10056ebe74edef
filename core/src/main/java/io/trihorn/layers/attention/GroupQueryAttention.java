package io.trihorn.layers.attention;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import java.util.List;

/**
 * Attention in which groups of query heads share a head of keys and values (Ainslie et al., 2023).
 *
 * <p>Query {@code (batch, queries, width)}, value and key {@code (batch, keys, width)}, output
 * {@code (batch, queries, width of the query)}. The probabilities are {@code (batch, query heads,
 * queries, keys)}. Weights, each a kernel and a bias: {@code query (width, query heads, head_dim)},
 * {@code key (width, key heads, head_dim)}, with a gate {@code gate}, {@code value}, {@code
 * attention_output (query heads, head_dim, width)}.
 */
public final class GroupQueryAttention extends HeadedAttention<GroupQueryAttention> {
  private int headDim;
  private int numQueryHeads;
  private int numKeyValueHeads;

  /**
   * A layer.
   *
   * @param headDim the width in each head
   * @param numQueryHeads the number of heads of queries, a multiple of the other number
   * @param numKeyValueHeads the number of heads of keys and values
   */
  public GroupQueryAttention(int headDim, int numQueryHeads, int numKeyValueHeads) {
    this.headDim = headDim;
    this.numQueryHeads = numQueryHeads;
    this.numKeyValueHeads = numKeyValueHeads;
    check();
  }

  private void check() {
    if (numKeyValueHeads < 1 || numQueryHeads % numKeyValueHeads != 0) {
      throw new ConfigException(
          "GroupQueryAttention: num_query_heads should be a multiple of num_key_value_heads, but"
              + " they are "
              + numQueryHeads
              + " and "
              + numKeyValueHeads);
    }
  }

  @Override
  public void configure(Config config) {
    configureProjections(config);
    headDim = config.integer("head_dim", headDim);
    numQueryHeads = config.integer("num_query_heads", numQueryHeads);
    numKeyValueHeads = config.integer("num_key_value_heads", numKeyValueHeads);
    check();
  }

  /** Keras's class has another name inside. */
  @Override
  public String defaultName() {
    return "grouped_query_attention";
  }

  @Override
  int[] queryHeads() {
    return new int[] {numQueryHeads, headDim};
  }

  @Override
  int[] keyHeads() {
    return new int[] {numKeyValueHeads, headDim};
  }

  @Override
  int[] valueHeads() {
    return keyHeads();
  }

  @Override
  int[] outputDims(Shape query) {
    return new int[] {Math.toIntExact(query.get(query.dimension() - 1))};
  }

  @Override
  List<Integer> positionAxes(int rank) {
    return List.of(1);
  }

  @Override
  boolean takesMasksOff() {
    return false;
  }
}
