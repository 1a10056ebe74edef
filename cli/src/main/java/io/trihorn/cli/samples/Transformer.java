package io.trihorn.cli.samples;

import io.trihorn.layers.Layers;
import io.trihorn.layers.attention.MultiHeadAttention;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import java.util.List;
import java.util.Map;

/** A small Transformer: tokens to ten numbers for each. */
public final class Transformer {
  /** How many tokens it takes. */
  public static final int LENGTH = 64;

  private static final int BLOCKS = 2;

  private Transformer() {}

  /**
   * The network, from tokens {@code (batch, 64)} to {@code (batch, 64, 10)}.
   *
   * @param words how many different tokens there are
   * @param width the features of a token
   */
  public static Model model(int words, int width) {
    KerasTensor tokens = Layers.inputTensor(Layers.input(LENGTH).dtype("int32"));
    KerasTensor x = Layers.embedding(words, width).name("words").apply(tokens);
    for (int i = 0; i < BLOCKS; i++) {
      Layer block = block(width).name("block_" + i);
      x = block.apply(x);
    }
    return new Model(tokens, Layers.dense(10).name("head").apply(x));
  }

  private static Model block(int width) {
    KerasTensor in = Layers.inputTensor(Layers.input(-1, width));
    KerasTensor a = new MultiHeadAttention(4, width / 4).applyAll(List.of(in, in), Map.of()).get(0);
    KerasTensor b = Layers.layerNormalization().apply(Layers.add().apply(in, a));
    KerasTensor c = Layers.dense(width).apply(Layers.dense(4 * width, "gelu").apply(b));
    return new Model(in, Layers.layerNormalization().apply(Layers.add().apply(b, c)));
  }
}
