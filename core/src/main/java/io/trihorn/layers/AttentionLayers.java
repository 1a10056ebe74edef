package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.attention.AdditiveAttention;
import io.trihorn.layers.attention.Attention;
import io.trihorn.layers.attention.GroupQueryAttention;
import io.trihorn.layers.attention.MultiHeadAttention;
import io.trihorn.layers.base.Layer;

/** The registry rows and factories of {@code layers.attention}, which {@link Layers} inherits. */
public abstract class AttentionLayers extends NormalizationLayers {
  AttentionLayers() {}

  static void addTo(Registry<Layer> registry) {
    registry
        .add("Attention", Attention::new)
        .add("AdditiveAttention", AdditiveAttention::new)
        .add("MultiHeadAttention", () -> new MultiHeadAttention(1, 1))
        .add(
            "GroupQueryAttention", () -> new GroupQueryAttention(1, 1, 1), "GroupedQueryAttention");
  }

  /** Attention by products, without projections. */
  public static Attention attention() {
    return new Attention();
  }

  /** Attention by sums, without projections. */
  public static AdditiveAttention additiveAttention() {
    return new AdditiveAttention();
  }

  /** Attention with so many heads, each of this width. */
  public static MultiHeadAttention multiHeadAttention(int numHeads, int keyDim) {
    return new MultiHeadAttention(numHeads, keyDim);
  }

  /** Attention with heads of this width, fewer of keys and values than of queries. */
  public static GroupQueryAttention groupQueryAttention(
      int headDim, int numQueryHeads, int numKeyValueHeads) {
    return new GroupQueryAttention(headDim, numQueryHeads, numKeyValueHeads);
  }
}
