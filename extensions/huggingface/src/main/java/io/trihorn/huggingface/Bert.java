package io.trihorn.huggingface;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;

import com.google.gson.JsonPrimitive;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.operations.Operations;
import io.trihorn.model.Model;
import io.trihorn.saving.WeightTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** BERT's encoder (Devlin et al., 2018), with the pooler where the file has one. */
final class Bert implements Architecture {
  private static final String POOLER = "pooler.dense";
  private static final Blocks.LayerNames LAYERS =
      new Blocks.LayerNames(
          "encoder.layer.",
          "attention.self.query",
          "attention.self.key",
          "attention.self.value",
          "attention.output.dense",
          "attention.output.LayerNorm",
          "intermediate.dense",
          "output.dense",
          "output.LayerNorm");

  @Override
  public String prefix() {
    return "bert.";
  }

  @Override
  public int depth(ModelConfig config) {
    return config.size("num_hidden_layers");
  }

  private static Blocks.Sizes sizes(ModelConfig config) {
    return new Blocks.Sizes(
        config.size("vocab_size"),
        config.size("max_position_embeddings", 512),
        config.size("hidden_size"),
        config.size("num_attention_heads"),
        config.dividedBy("hidden_size", "num_attention_heads"),
        config.size("intermediate_size"),
        config.epsilon("layer_norm_eps", 1e-12),
        config.rate("hidden_dropout_prob", 0.1),
        config.rate("attention_probs_dropout_prob", 0.1),
        config.choice("hidden_act", "gelu", Blocks.ACTIVATIONS));
  }

  @Override
  public Model build(ModelConfig config, Set<String> tensors) {
    config.require("position_embedding_type", new JsonPrimitive("absolute"));
    config.require("is_decoder", new JsonPrimitive(false));
    Blocks.Sizes sizes = sizes(config);
    KerasTensor ids = Blocks.ids("input_ids");
    KerasTensor mask = Blocks.ids("attention_mask");
    KerasTensor types = Blocks.ids("token_type_ids");
    KerasTensor typed =
        embedding(config.size("type_vocab_size", 2), sizes.width())
            .name("token_type_embeddings")
            .apply(types);
    KerasTensor x = Blocks.embeddings(sizes, ids, typed);
    KerasTensor keys = Blocks.keyMask(mask);
    x = Blocks.encoders(sizes, x, keys, depth(config));
    Map<String, KerasTensor> outputs = new LinkedHashMap<>();
    outputs.put("last_hidden_state", x);
    if (tensors.contains(POOLER + ".weight")) {
      KerasTensor first = Operations.apply("Take", Map.of("axis", 1), x, 0);
      outputs.put("pooler_output", dense(sizes.width(), "tanh").name("pooler").apply(first));
    }
    Map<String, KerasTensor> inputs = new LinkedHashMap<>();
    inputs.put("input_ids", ids);
    inputs.put("attention_mask", mask);
    inputs.put("token_type_ids", types);
    return new Model(inputs, outputs).name("bert");
  }

  @Override
  public WeightTable table(ModelConfig config, Model model, String prefix) {
    String embeddings = prefix + "embeddings.";
    WeightTable table =
        new WeightTable()
            .row("word_embeddings/embeddings", embeddings + "word_embeddings.weight")
            .row("position_embeddings/embeddings", embeddings + "position_embeddings.weight")
            .row("token_type_embeddings/embeddings", embeddings + "token_type_embeddings.weight");
    Blocks.normRows(table, "embeddings_norm", embeddings + "LayerNorm");
    Blocks.encoderRows(table, prefix, LAYERS, depth(config));
    if (model.outputs().size() > 1) {
      Blocks.denseRows(table, "pooler", prefix + POOLER);
    }
    return table;
  }
}
