package io.trihorn.huggingface;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.WeightTable;
import io.trihorn.saving.files.AtomicFile;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.safetensors.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A transformer in the layout of Hugging Face as a model of Keras layers, which any backend runs
 * and trains. A folder has {@code config.json}, whose {@code model_type} is {@code bert}, {@code
 * distilbert} or {@code gpt2}, the weights in {@code model.safetensors} or its parts, and may have
 * a {@code tokenizer.json}, which {@link TextTokenizer} reads.
 *
 * <pre>{@code
 * Pretrained bert = Pretrained.load(folder);
 * TextTokenizer tokenizer = TextTokenizer.read(folder.resolve("tokenizer.json"));
 * NDArray vectors = bert.model().predictByName(tokenizer.encode(texts)).get("last_hidden_state");
 * }</pre>
 *
 * <p>Inputs by name, int32: {@code input_ids (batch, length)}; of encoders {@code attention_mask
 * (batch, length)}, 1 where a token is and 0 where a row is filled up; of BERT {@code
 * token_type_ids (batch, length)}. Outputs: of encoders {@code last_hidden_state (batch, length,
 * width)}, of BERT with a pooler also {@code pooler_output (batch, width)}; of GPT-2 {@code logits
 * (batch, length, vocabulary)}, where rows are filled up on the right.
 */
public final class Pretrained implements AutoCloseable {
  private static final String CONFIG = "config.json";

  private static final Map<String, Architecture> ARCHITECTURES =
      new TreeMap<>(Map.of("bert", new Bert(), "distilbert", new DistilBert(), "gpt2", new Gpt2()));

  private final Path folder;
  private final ModelConfig config;
  private final Architecture architecture;
  private final Model model;
  private final WeightTable table;

  private Pretrained(
      Path folder, ModelConfig config, Architecture architecture, Model model, WeightTable table) {
    this.folder = folder;
    this.config = config;
    this.architecture = architecture;
    this.model = model;
    this.table = table;
  }

  /**
   * Loads a folder. Tensors of heads that are not part of the model are left out.
   *
   * @throws SavingException if a file is missing or damaged, the architecture is another, or the
   *     weights do not fit the configuration; PyTorch's pickled weights are refused
   */
  public static Pretrained load(Path folder) {
    ModelConfig config = ModelConfig.read(folder.resolve(CONFIG));
    Architecture architecture = config.choice("model_type", "", ARCHITECTURES);
    Map<String, TensorData> tensors = Checkpoint.read(folder);
    if (architecture.depth(config) > tensors.size()) {
      throw new SavingException(
          "%s has %d layers, but there are only %d tensors"
              .formatted(folder, architecture.depth(config), tensors.size()));
    }
    boolean prefixed = tensors.keySet().stream().anyMatch(n -> n.startsWith(architecture.prefix()));
    String prefix = prefixed ? architecture.prefix() : "";
    Set<String> names =
        tensors.keySet().stream()
            .filter(name -> name.startsWith(prefix))
            .map(name -> name.substring(prefix.length()))
            .collect(Collectors.toSet());
    try {
      Model model = architecture.build(config, names);
      WeightTable table = architecture.table(config, model, prefix);
      table.load(model, tensors);
      return new Pretrained(folder, config, architecture, model, table);
    } catch (IllegalArgumentException e) {
      throw new SavingException("could not load " + folder + ": " + e.getMessage(), e);
    }
  }

  /** The model; it is this one's, and closed with it. */
  public Model model() {
    return model;
  }

  /** Which tensor of the folder is which weight of the model. */
  public WeightTable table() {
    return table;
  }

  /**
   * Writes the model's weights and the other files to a folder, which Hugging Face's libraries
   * read. Weights are float32 there, whatever they were before.
   *
   * @throws SavingException if it cannot be written
   */
  public void save(Path target) {
    try {
      Files.createDirectories(target);
      for (String name : List.of(CONFIG, TextTokenizer.FILE)) {
        if (Files.exists(folder.resolve(name)) && !target.equals(folder)) {
          byte[] bytes = Files.readAllBytes(folder.resolve(name));
          AtomicFile.write(target.resolve(name), file -> Files.write(file, bytes));
        }
      }
    } catch (IOException e) {
      throw new SavingException("could not write " + target + ": " + e, e);
    }
    new SafeTensors(table.tensors(model), Map.of("format", "pt"))
        .write(target.resolve(Checkpoint.FILE));
  }

  /**
   * What continues texts, token by token.
   *
   * @throws UnsupportedOperationException if the architecture is one of encoders
   */
  public TextGenerator generator() {
    if (!(architecture instanceof Gpt2)) {
      throw new UnsupportedOperationException(
          "only gpt2 continues texts, but this is " + model.name());
    }
    return new TextGenerator(config, model);
  }

  @Override
  public void close() {
    model.close();
  }
}
