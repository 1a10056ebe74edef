package io.trihorn.cli.fuzz;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.huggingface.Pretrained;
import io.trihorn.saving.safetensors.SafeTensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configurations of small models, each loaded beside the weights of that model. */
final class HuggingFaceSeeds {
  private static final int WIDTH = 4;
  private static final int INNER = 6;
  private static final int WORDS = 9;
  private static final int PLACES = 8;

  private static final String DISTILBERT =
      """
      {"model_type": "distilbert", "vocab_size": 9, "max_position_embeddings": 8, "dim": 4,
       "n_heads": 2, "hidden_dim": 6, "n_layers": 1, "dropout": 0.1, "attention_dropout": 0.1,
       "activation": "gelu", "torch_dtype": "float32", "tie_weights_": true, "pad_token_id": 0}
      """;

  private static final String GPT2 =
      """
      {"model_type": "gpt2", "vocab_size": 9, "n_positions": 8, "n_embd": 4, "n_head": 2,
       "n_layer": 1, "n_inner": null, "activation_function": "gelu_new", "attn_pdrop": 0.1,
       "embd_pdrop": 0.1, "resid_pdrop": 0.1, "layer_norm_epsilon": 1e-05, "eos_token_id": 0,
       "scale_attn_weights": true, "architectures": ["GPT2LMHeadModel"]}
      """;

  private HuggingFaceSeeds() {}

  static List<Seed> in(Path folder) throws IOException {
    List<Seed> seeds = new ArrayList<>();
    seeds.add(seed(folder.resolve("distilbert"), DISTILBERT, distilBert()));
    seeds.add(seed(folder.resolve("gpt2"), GPT2, gpt2()));
    return seeds;
  }

  private static Seed seed(Path beside, String config, Map<String, TensorData> tensors)
      throws IOException {
    Files.createDirectories(beside);
    new SafeTensors(tensors).write(beside.resolve("model.safetensors"));
    return new Seed(
        beside.getFileName().toString(),
        config.getBytes(StandardCharsets.UTF_8),
        file -> {
          Files.copy(file, beside.resolve("config.json"), StandardCopyOption.REPLACE_EXISTING);
          try (Pretrained loaded = Pretrained.load(beside)) {
            loaded.model().summary();
          }
        });
  }

  private static void add(Map<String, TensorData> tensors, String name, long... dims) {
    tensors.put(name, TensorData.full(TensorType.of(DataType.FLOAT32, dims), 0.5));
  }

  private static void addPair(Map<String, TensorData> tensors, String name, long... dims) {
    add(tensors, name + ".weight", dims);
    add(tensors, name + ".bias", dims[0]);
  }

  private static Map<String, TensorData> distilBert() {
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    add(tensors, "embeddings.word_embeddings.weight", WORDS, WIDTH);
    add(tensors, "embeddings.position_embeddings.weight", PLACES, WIDTH);
    addPair(tensors, "embeddings.LayerNorm", WIDTH);
    String layer = "transformer.layer.0.";
    for (String part : List.of("q_lin", "k_lin", "v_lin", "out_lin")) {
      addPair(tensors, layer + "attention." + part, WIDTH, WIDTH);
    }
    addPair(tensors, layer + "sa_layer_norm", WIDTH);
    addPair(tensors, layer + "ffn.lin1", INNER, WIDTH);
    addPair(tensors, layer + "ffn.lin2", WIDTH, INNER);
    addPair(tensors, layer + "output_layer_norm", WIDTH);
    return tensors;
  }

  /** Kernels have their outputs last. */
  private static Map<String, TensorData> gpt2() {
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    add(tensors, "wte.weight", WORDS, WIDTH);
    add(tensors, "wpe.weight", PLACES, WIDTH);
    for (String norm : List.of("h.0.ln_1", "h.0.ln_2", "ln_f")) {
      addPair(tensors, norm, WIDTH);
    }
    addTurned(tensors, "h.0.attn.c_attn", WIDTH, 3 * WIDTH);
    addTurned(tensors, "h.0.attn.c_proj", WIDTH, WIDTH);
    addTurned(tensors, "h.0.mlp.c_fc", WIDTH, 4 * WIDTH);
    addTurned(tensors, "h.0.mlp.c_proj", 4 * WIDTH, WIDTH);
    return tensors;
  }

  private static void addTurned(Map<String, TensorData> tensors, String name, long in, long out) {
    add(tensors, name + ".weight", in, out);
    add(tensors, name + ".bias", out);
  }
}
