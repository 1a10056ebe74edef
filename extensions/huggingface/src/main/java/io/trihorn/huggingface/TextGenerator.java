package io.trihorn.huggingface;

import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.operations.Operation;
import io.trihorn.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Continues rows of tokens by the likeliest next one, token by token: keys and values of positions
 * that were seen are kept on the device, so that a step computes one position. A row ends with the
 * token that the configuration calls {@code eos_token_id}, or when it has as many new ones as
 * wanted.
 *
 * <p>Programs are few: one for a step, and one for the beginnings of up to 8, 16, 32 ... tokens, as
 * long as batches have the same number of rows. Not for several threads at once.
 */
public final class TextGenerator implements AutoCloseable {
  private static final int LEAST = 8;

  private final ModelConfig config;
  private final Model model;
  private final int positions;
  private Steps steps;

  /** What a step runs: for so many rows, with so many positions kept. */
  private record Steps(Model model, int rows, int kept) {
    boolean fits(int wantedRows, int wanted) {
      return rows == wantedRows && kept >= wanted;
    }
  }

  TextGenerator(ModelConfig config, Model model) {
    this.config = config;
    this.model = model;
    this.positions = config.size("n_positions", 1024);
  }

  /**
   * Continues rows.
   *
   * @param prompts tokens of each row, at least one; rows may be of different lengths
   * @param most how many new tokens a row gets at most
   * @return the new tokens of each row, the one that ends it included
   * @throws IllegalArgumentException if a row is empty, has a token that is not in the vocabulary,
   *     or would have more positions than the model knows
   */
  public List<int[]> generate(List<int[]> prompts, int most) {
    int longest = prompts.stream().mapToInt(p -> p.length).max().orElse(0);
    check(prompts, longest, most);
    if (most == 0) {
      return prompts.stream().map(p -> new int[0]).toList();
    }
    Steps run = steps(prompts.size(), longest + most);
    run.model().resetStates();
    List<Row> rows = prompts.stream().map(prompt -> new Row()).toList();
    int width = Math.min(powerOfTwo(longest), run.kept());
    int[][] tokens = new int[rows.size()][];
    int[][] places = new int[rows.size()][];
    for (int i = 0; i < rows.size(); i++) {
      // What fills rows up is overwritten before anything sees it.
      tokens[i] = Arrays.copyOf(prompts.get(i), width);
      places[i] = new int[width];
      Arrays.setAll(places[i], at -> at);
    }
    TensorData scores = step(run, tokens, places);
    int end = config.tokenOrNone("eos_token_id");
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).take(likeliest(scores, i, prompts.get(i).length - 1), end);
    }
    for (int count = 1; count < most && rows.stream().anyMatch(row -> !row.ended); count++) {
      for (int i = 0; i < rows.size(); i++) {
        tokens[i] = new int[] {rows.get(i).last()};
        places[i] = new int[] {prompts.get(i).length + count - 1};
      }
      scores = step(run, tokens, places);
      for (int i = 0; i < rows.size(); i++) {
        rows.get(i).take(likeliest(scores, i, 0), end);
      }
    }
    return rows.stream().map(row -> row.made.stream().mapToInt(t -> t).toArray()).toList();
  }

  /** A row on its way. */
  private static final class Row {
    private final List<Integer> made = new ArrayList<>();
    private boolean ended;

    void take(int token, int end) {
      if (!ended) {
        made.add(token);
        ended = token == end;
      }
    }

    int last() {
      return made.get(made.size() - 1);
    }
  }

  private void check(List<int[]> prompts, int longest, int most) {
    int vocabulary = config.size("vocab_size");
    for (int[] prompt : prompts) {
      if (prompt.length == 0 || Arrays.stream(prompt).anyMatch(t -> t < 0 || t >= vocabulary)) {
        throw new IllegalArgumentException(
            "a row should have at least one token, each from 0 to %d, but is %s"
                .formatted(vocabulary - 1, Arrays.toString(prompt)));
      }
    }
    if (most < 0 || (long) longest + most > positions) {
      throw new IllegalArgumentException(
          "%d tokens and %d new ones should be at most %d, the positions that the model knows"
              .formatted(longest, most, positions));
    }
  }

  private static int powerOfTwo(int least) {
    return least <= LEAST ? LEAST : Integer.highestOneBit(2 * least - 1);
  }

  private Steps steps(int rows, int wanted) {
    if (steps == null || !steps.fits(rows, wanted)) {
      close();
      int kept = Math.min(powerOfTwo(wanted), positions);
      Map<String, Layer> layers = new HashMap<>();
      model.layers().stream()
          .filter(layer -> !(layer instanceof Operation))
          .forEach(layer -> layers.put(layer.name(), layer));
      KerasTensor ids = inputTensor(input(-1).batchSize(rows).dtype("int32").name("input_ids"));
      KerasTensor places = inputTensor(input(-1).batchSize(rows).dtype("int32").name("positions"));
      KerasTensor logits =
          new Gpt2.Network(config, layers)
              .logits(
                  ids,
                  places,
                  (attention, x) -> new CachedAttention(attention, kept).apply(x, places));
      Model step = new Model(List.of(ids, places), List.of(logits)).name("gpt2_steps");
      steps = new Steps(step.on(model.backend()), rows, kept);
    }
    return steps;
  }

  private static TensorData step(Steps run, int[][] tokens, int[][] places) {
    return run.model().predictOnBatch(tensor(tokens), tensor(places)).get(0);
  }

  private static TensorData tensor(int[][] rows) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.INT32, rows.length, rows[0].length));
    for (int i = 0; i < rows.length; i++) {
      data.ints().put(i * rows[0].length, rows[i]);
    }
    return data;
  }

  /** The first token of the highest score at a place of a row. */
  private static int likeliest(TensorData scores, int row, int place) {
    int vocabulary = (int) scores.type().dim(2);
    long begin = (row * scores.type().dim(1) + place) * vocabulary;
    int best = 0;
    for (int token = 1; token < vocabulary; token++) {
      if (scores.getDouble(begin + token) > scores.getDouble(begin + best)) {
        best = token;
      }
    }
    return best;
  }

  /** Frees what is kept; the model stays. */
  @Override
  public void close() {
    if (steps != null) {
      steps.model().close();
      steps = null;
    }
  }
}
