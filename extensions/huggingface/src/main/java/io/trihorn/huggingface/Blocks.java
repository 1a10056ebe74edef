package io.trihorn.huggingface;

import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.layerNormalization;
import static io.trihorn.layers.Layers.multiHeadAttention;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.operations.Operations;
import io.trihorn.saving.WeightTable;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What encoders of this kind have in common (Devlin et al., 2018), and its rows of tables. */
final class Blocks {
  private static final String MATRIX = "o i -> i o";
  private static final String TO_HEADS = "(h d) i -> i h d";
  private static final String HEADS = "(h d) -> h d";
  private static final String FROM_HEADS = "o (h d) -> h d o";

  /** Hugging Face's names of activations. */
  static final Map<String, UnaryOperator<KerasTensor>> ACTIVATIONS =
      Map.of(
          "gelu", x -> Operations.apply("Gelu", Map.of("approximate", false), x),
          "gelu_new", x -> Operations.apply("Gelu", Map.of("approximate", true), x),
          "gelu_pytorch_tanh", x -> Operations.apply("Gelu", Map.of("approximate", true), x),
          "relu", x -> Operations.apply("Relu", x),
          "silu", x -> Operations.apply("Silu", x),
          "swish", x -> Operations.apply("Silu", x),
          "tanh", x -> Operations.apply("Tanh", x));

  private Blocks() {}

  /**
   * The sizes of an encoder.
   *
   * @param width of the vectors that layers hand on
   * @param inner the width between the two dense layers
   */
  record Sizes(
      int vocabulary,
      int positions,
      int width,
      int heads,
      int headWidth,
      int inner,
      double epsilon,
      double dropout,
      double attentionDropout,
      UnaryOperator<KerasTensor> activation) {}

  /** Tokens or masks {@code (batch, length)}, both open. */
  static KerasTensor ids(String name) {
    return inputTensor(input(-1).dtype("int32").name(name));
  }

  /** 0, 1, 2 ... in each row. */
  static KerasTensor positions(KerasTensor ids) {
    KerasTensor ones = Operations.apply("OnesLike", ids);
    return Operations.subtract(Operations.apply("Cumsum", Map.of("axis", 1), ones), 1);
  }

  /** {@code (batch, keys) -> (batch, 1, keys)}: all queries see the same keys. */
  static KerasTensor keyMask(KerasTensor attentionMask) {
    KerasTensor mask = Operations.apply("Cast", Map.of("dtype", "bool"), attentionMask);
    return Operations.apply("ExpandDims", Map.of("axis", 1), mask);
  }

  /** The sum of the vectors of tokens and of positions, and of others that are given. */
  static KerasTensor embeddings(Sizes sizes, KerasTensor ids, KerasTensor... others) {
    KerasTensor words =
        embedding(sizes.vocabulary(), sizes.width()).name("word_embeddings").apply(ids);
    KerasTensor places =
        embedding(sizes.positions(), sizes.width())
            .name("position_embeddings")
            .apply(positions(ids));
    KerasTensor sum = add().apply(words, places);
    for (KerasTensor other : others) {
      sum = add().apply(sum, other);
    }
    return dropout(sizes.dropout()).apply(normalized(sizes, sum, "embeddings_norm"));
  }

  private static KerasTensor normalized(Sizes sizes, KerasTensor x, String name) {
    return layerNormalization().epsilon(sizes.epsilon()).name(name).apply(x);
  }

  /** A layer: attention, then two dense layers, each added to its input and normalized. */
  private static KerasTensor encoder(Sizes sizes, KerasTensor x, KerasTensor mask, String name) {
    KerasTensor attended =
        multiHeadAttention(sizes.heads(), sizes.headWidth())
            .dropout(sizes.attentionDropout())
            .name(name + "attention")
            .applyAll(List.of(x, x), Map.of("attention_mask", mask))
            .get(0);
    KerasTensor seen =
        normalized(
            sizes,
            add().apply(x, dropout(sizes.dropout()).apply(attended)),
            name + "attention_norm");
    KerasTensor inner =
        sizes.activation().apply(dense(sizes.inner()).name(name + "intermediate").apply(seen));
    KerasTensor outer = dense(sizes.width()).name(name + "output").apply(inner);
    return normalized(
        sizes, add().apply(seen, dropout(sizes.dropout()).apply(outer)), name + "output_norm");
  }

  /** The layers of an encoder, one after the other. */
  static KerasTensor encoders(Sizes sizes, KerasTensor x, KerasTensor mask, int depth) {
    KerasTensor y = x;
    for (int i = 0; i < depth; i++) {
      y = encoder(sizes, y, mask, layer(i));
    }
    return y;
  }

  private static String layer(int i) {
    return "layer_" + i + "_";
  }

  /**
   * What the parts of an encoder's layer are called in the file.
   *
   * @param layers what stands before all of them and the layer's number
   */
  record LayerNames(
      String layers,
      String query,
      String key,
      String value,
      String attentionOutput,
      String attentionNorm,
      String intermediate,
      String output,
      String outputNorm) {}

  /** The rows of an encoder's layers. */
  static void encoderRows(WeightTable table, String prefix, LayerNames names, int depth) {
    for (int i = 0; i < depth; i++) {
      String layer = layer(i);
      String stored = prefix + names.layers() + i + ".";
      String attention = layer + "attention";
      heads(table, attention + "/query", stored + names.query());
      heads(table, attention + "/key", stored + names.key());
      heads(table, attention + "/value", stored + names.value());
      String joined = stored + names.attentionOutput();
      table.row(attention + "/attention_output/kernel", joined + ".weight", FROM_HEADS);
      table.row(attention + "/attention_output/bias", joined + ".bias");
      normRows(table, layer + "attention_norm", stored + names.attentionNorm());
      denseRows(table, layer + "intermediate", stored + names.intermediate());
      denseRows(table, layer + "output", stored + names.output());
      normRows(table, layer + "output_norm", stored + names.outputNorm());
    }
  }

  private static void heads(WeightTable table, String part, String name) {
    table.row(part + "/kernel", name + ".weight", TO_HEADS);
    table.row(part + "/bias", name + ".bias", HEADS);
  }

  /** The rows of a dense layer. */
  static void denseRows(WeightTable table, String layer, String name) {
    table.row(layer + "/kernel", name + ".weight", MATRIX);
    table.row(layer + "/bias", name + ".bias");
  }

  /** The rows of a normalization. */
  static void normRows(WeightTable table, String layer, String name) {
    table.row(layer + "/gamma", name + ".weight");
    table.row(layer + "/beta", name + ".bias");
  }
}
