package io.trihorn.examples;

import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.layerNormalization;
import static io.trihorn.layers.Layers.multiHeadAttention;

import ai.djl.ndarray.types.Shape;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.List;

/** A small Transformer that looks to both sides, as BERT does. */
final class WordTransformer {
  private static final int WIDTH = 64;

  private WordTransformer() {}

  /**
   * The network, from words int32 {@code (batch, length)} to scores {@code (batch, length, kinds)}.
   *
   * @param kinds how many words there are; the number {@code kinds} stands for a covered one
   */
  static Model of(int length, int kinds, int blocks) {
    KerasTensor words = inputTensor(input(length).dtype("int32"));
    KerasTensor x = new Positions().apply(embedding(kinds + 1, WIDTH).apply(words));
    for (int i = 0; i < blocks; i++) {
      KerasTensor n = layerNormalization().apply(x);
      x = add().apply(x, multiHeadAttention(4, WIDTH / 4).apply(n, n));
      KerasTensor wide = dense(4 * WIDTH, "gelu").apply(layerNormalization().apply(x));
      x = add().apply(x, dense(WIDTH).apply(wide));
    }
    return new Model(words, dense(kinds).apply(layerNormalization().apply(x)));
  }

  /** Adds to each place of {@code (batch, length, width)} a vector of its own, which is learned. */
  static final class Positions extends Layer {
    private Weight vectors;

    @Override
    protected void build(List<Shape> inputs) {
      Shape input = inputs.get(0);
      vectors =
          addWeight(
              "vectors", new Shape(input.get(1), input.get(2)), Initializers.get("random_normal"));
    }

    @Override
    protected Tensor call(Tensor x, Call call) {
      return Ops.add(x, call.read(vectors));
    }
  }
}
