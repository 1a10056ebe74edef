package io.trihorn.huggingface;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.saving.WeightTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** DistilBERT's encoder (Sanh et al., 2019): BERT's without types of tokens and without pooler. */
final class DistilBert implements Architecture {
  /** That of the original, which its configuration does not say. */
  private static final double EPSILON = 1e-12;

  @Override
  public String prefix() {
    return "distilbert.";
  }

  @Override
  public int depth(ModelConfig config) {
    return config.size("n_layers");
  }

  private static Blocks.Sizes sizes(ModelConfig config) {
    return new Blocks.Sizes(
        config.size("vocab_size"),
        config.size("max_position_embeddings", 512),
        config.size("dim"),
        config.size("n_heads"),
        config.dividedBy("dim", "n_heads"),
        config.size("hidden_dim"),
        EPSILON,
        config.rate("dropout", 0.1),
        config.rate("attention_dropout", 0.1),
        config.choice("activation", "gelu", Blocks.ACTIVATIONS));
  }

  @Override
  public Model build(ModelConfig config, Set<String> tensors) {
    Blocks.Sizes sizes = sizes(config);
    KerasTensor ids = Blocks.ids("input_ids");
    KerasTensor mask = Blocks.ids("attention_mask");
    KerasTensor keys = Blocks.keyMask(mask);
    KerasTensor x = Blocks.embeddings(sizes, ids);
    for (int i = 0; i < depth(config); i++) {
      x = Blocks.encoder(sizes, x, keys, "layer_" + i + "_");
    }
    Map<String, KerasTensor> inputs = new LinkedHashMap<>();
    inputs.put("input_ids", ids);
    inputs.put("attention_mask", mask);
    return new Model(inputs, Map.of("last_hidden_state", x)).name("distilbert");
  }

  @Override
  public WeightTable table(ModelConfig config, Model model, String prefix) {
    String embeddings = prefix + "embeddings.";
    WeightTable table =
        new WeightTable()
            .row("word_embeddings/embeddings", embeddings + "word_embeddings.weight")
            .row("position_embeddings/embeddings", embeddings + "position_embeddings.weight");
    Blocks.normRows(table, "embeddings_norm", embeddings + "LayerNorm");
    for (int i = 0; i < depth(config); i++) {
      String layer = "layer_" + i + "_";
      String name = prefix + "transformer.layer." + i + ".";
      String attention = name + "attention.";
      Blocks.attentionRows(
          table,
          layer + "attention",
          attention + "q_lin",
          attention + "k_lin",
          attention + "v_lin",
          attention + "out_lin");
      Blocks.normRows(table, layer + "attention_norm", name + "sa_layer_norm");
      Blocks.denseRows(table, layer + "intermediate", name + "ffn.lin1");
      Blocks.denseRows(table, layer + "output", name + "ffn.lin2");
      Blocks.normRows(table, layer + "output_norm", name + "output_layer_norm");
    }
    return table;
  }
}
