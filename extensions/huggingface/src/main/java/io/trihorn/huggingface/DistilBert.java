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

  private static final Blocks.LayerNames LAYERS =
      new Blocks.LayerNames(
          "transformer.layer.",
          "attention.q_lin",
          "attention.k_lin",
          "attention.v_lin",
          "attention.out_lin",
          "sa_layer_norm",
          "ffn.lin1",
          "ffn.lin2",
          "output_layer_norm");

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
    KerasTensor x = Blocks.encoders(sizes, Blocks.embeddings(sizes, ids), keys, depth(config));
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
    Blocks.encoderRows(table, prefix, LAYERS, depth(config));
    return table;
  }
}
