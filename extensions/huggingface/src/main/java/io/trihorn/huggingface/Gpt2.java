package io.trihorn.huggingface;

import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.layerNormalization;
import static io.trihorn.layers.Layers.multiHeadAttention;
import static io.trihorn.layers.Layers.reversibleEmbedding;

import com.google.gson.JsonPrimitive;
import io.trihorn.layers.attention.MultiHeadAttention;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.saving.WeightTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** GPT-2 with its language modeling head, which is the table of tokens (Radford et al., 2019). */
final class Gpt2 implements Architecture {
  private static final String MERGED_KERNEL = "i (part h d) -> i h d";
  private static final String MERGED_BIAS = "(part h d) -> h d";
  private static final List<String> MERGED = List.of("query", "key", "value");

  @Override
  public String prefix() {
    return "transformer.";
  }

  @Override
  public int depth(ModelConfig config) {
    return config.size("n_layer");
  }

  /** How a layer looks at positions before. */
  interface Attending {
    KerasTensor apply(MultiHeadAttention attention, KerasTensor x);
  }

  @Override
  public Model build(ModelConfig config, Set<String> tensors) {
    config.require("scale_attn_weights", new JsonPrimitive(true));
    config.require("scale_attn_by_inverse_layer_idx", new JsonPrimitive(false));
    config.require("add_cross_attention", new JsonPrimitive(false));
    config.require("tie_word_embeddings", new JsonPrimitive(true));
    KerasTensor ids = Blocks.ids("input_ids");
    KerasTensor logits =
        new Network(config, new HashMap<>())
            .logits(
                ids,
                Blocks.positions(ids),
                (attention, x) ->
                    attention.applyAll(List.of(x, x), Map.of("use_causal_mask", true)).get(0));
    return new Model(Map.of("input_ids", ids), Map.of("logits", logits)).name("gpt2");
  }

  /**
   * The layers, made when they are first asked for, so that two models can use the same.
   *
   * @param layers by name
   */
  record Network(ModelConfig config, Map<String, Layer> layers) {
    private <L extends Layer> L layer(String name, Class<L> type, Supplier<L> make) {
      return type.cast(
          layers.computeIfAbsent(
              name,
              n -> {
                L made = make.get();
                made.setName(n);
                return made;
              }));
    }

    /** The scores of all tokens as the next, {@code (batch, length, vocabulary)}. */
    KerasTensor logits(KerasTensor ids, KerasTensor positions, Attending attending) {
      int width = config.size("n_embd");
      Layer words =
          layer("wte", Layer.class, () -> reversibleEmbedding(config.size("vocab_size"), width));
      Layer places =
          layer("wpe", Layer.class, () -> embedding(config.size("n_positions", 1024), width));
      KerasTensor x = add().apply(words.apply(ids), places.apply(positions));
      x = dropout(config.rate("embd_pdrop", 0.1)).apply(x);
      int depth = config.size("n_layer");
      for (int i = 0; i < depth; i++) {
        x = block(x, "h_" + i + "_", width, attending);
      }
      KerasTensor last = norm("ln_f", x);
      return words.applyAll(List.of(last), Map.of("reverse", true)).get(0);
    }

    private KerasTensor norm(String name, KerasTensor x) {
      double epsilon = config.epsilon("layer_norm_epsilon", 1e-5);
      return layer(name, Layer.class, () -> layerNormalization().epsilon(epsilon)).apply(x);
    }

    private KerasTensor block(KerasTensor x, String name, int width, Attending attending) {
      double rate = config.rate("resid_pdrop", 0.1);
      MultiHeadAttention attention =
          layer(
              name + "attn",
              MultiHeadAttention.class,
              () ->
                  multiHeadAttention(config.size("n_head"), config.dividedBy("n_embd", "n_head"))
                      .dropout(config.rate("attn_pdrop", 0.1)));
      KerasTensor attended = attending.apply(attention, norm(name + "ln_1", x));
      KerasTensor seen = add().apply(x, dropout(rate).apply(attended));
      UnaryOperator<KerasTensor> activation =
          config.choice("activation_function", "gelu_new", Blocks.ACTIVATIONS);
      int inner = config.size("n_inner", 4 * width);
      KerasTensor y = norm(name + "ln_2", seen);
      y = activation.apply(layer(name + "mlp_c_fc", Layer.class, () -> dense(inner)).apply(y));
      y = layer(name + "mlp_c_proj", Layer.class, () -> dense(width)).apply(y);
      return add().apply(seen, dropout(rate).apply(y));
    }
  }

  /** Kernels are stored as Keras has them, those of query, key and value beside one another. */
  @Override
  public WeightTable table(ModelConfig config, Model model, String prefix) {
    WeightTable table =
        new WeightTable()
            .row("wte/embeddings", prefix + "wte.weight")
            .row("wpe/embeddings", prefix + "wpe.weight");
    for (int i = 0; i < depth(config); i++) {
      String layer = "h_" + i + "_";
      String name = prefix + "h." + i + ".";
      Blocks.normRows(table, layer + "ln_1", name + "ln_1");
      for (int part = 0; part < MERGED.size(); part++) {
        String weights = layer + "attn/" + MERGED.get(part);
        String tensor = name + "attn.c_attn.";
        table.row(weights + "/kernel", tensor + "weight", MERGED_KERNEL, part, MERGED.size());
        table.row(weights + "/bias", tensor + "bias", MERGED_BIAS, part, MERGED.size());
      }
      String output = layer + "attn/attention_output";
      table.row(output + "/kernel", name + "attn.c_proj.weight", "(h d) o -> h d o");
      table.row(output + "/bias", name + "attn.c_proj.bias");
      Blocks.normRows(table, layer + "ln_2", name + "ln_2");
      for (String dense : List.of("c_fc", "c_proj")) {
        table.row(layer + "mlp_" + dense + "/kernel", name + "mlp." + dense + ".weight");
        table.row(layer + "mlp_" + dense + "/bias", name + "mlp." + dense + ".bias");
      }
    }
    Blocks.normRows(table, "ln_f", prefix + "ln_f");
    return table;
  }
}
