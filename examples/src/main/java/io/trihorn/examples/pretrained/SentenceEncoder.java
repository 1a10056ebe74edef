package io.trihorn.examples.pretrained;

import io.trihorn.backend.onnx.Onnx;
import io.trihorn.data.Buckets;
import io.trihorn.data.Dataset;
import io.trihorn.data.Sample;
import io.trihorn.graph.TensorData;
import io.trihorn.huggingface.TextTokenizer;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.operations.Operations;
import io.trihorn.model.Model;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** all-MiniLM-L6-v2: a vector for each sentence, near those of sentences that mean alike. */
final class SentenceEncoder implements AutoCloseable {
  private static final int LONGEST = 128;

  /**
   * Texts of about one length go together, so that little is filled up. Each shape has a program
   * with memory of its own, which grows with the tokens in a batch: so shapes are few, and long
   * texts go in smaller batches.
   */
  private static final Buckets BUCKETS =
      Buckets.of(new int[] {25, 41, 65, LONGEST + 1}, 32, 16, 12, 6, 6).padToBoundary();

  private final TextTokenizer tokenizer;
  private final Model base;
  private final Model vectors;

  SentenceEncoder(ModelFolder models) throws IOException {
    tokenizer = TextTokenizer.read(models.file("all-minilm-l6-v2-tokenizer.json"), LONGEST);
    base = Onnx.load(models.file("all-minilm-l6-v2.onnx"));
    vectors = new Model(base.inputs(), List.of(pooled(base)));
  }

  /** The mean over the tokens of a text, and not over what fills it up. */
  private static KerasTensor pooled(Model base) {
    KerasTensor mask = Operations.apply("Cast", Map.of("dtype", "float32"), base.inputs().get(1));
    KerasTensor column = Operations.apply("ExpandDims", Map.of("axis", -1), mask);
    KerasTensor weighted = Operations.multiply(base.outputs().get(0), column);
    KerasTensor sum = Operations.apply("Sum", Map.of("axis", 1), weighted);
    return Operations.divide(sum, Operations.apply("Sum", Map.of("axis", 1), column));
  }

  /** The model, from tokens to the vectors {@code (batch, 384)}. */
  Model model() {
    return vectors;
  }

  /** Texts, as the model takes them, in batches. */
  Dataset dataset(List<String> texts) {
    return Dataset.bucketed(samples(texts, Collections.nCopies(texts.size(), null)), BUCKETS);
  }

  /**
   * Texts with what should come out, to train with, in another order each epoch. Batches that are
   * not full are left out: their shapes come once an epoch.
   */
  Dataset dataset(List<String> texts, List<Float> targets, long seed) {
    List<Sample> samples = samples(texts, targets);
    Random random = new Random(seed);
    Iterable<Sample> shuffled =
        () -> {
          List<Sample> order = new ArrayList<>(samples);
          Collections.shuffle(order, random);
          return order.iterator();
        };
    return Dataset.bucketed(shuffled, BUCKETS.droppingRemainder());
  }

  private List<Sample> samples(List<String> texts, List<Float> targets) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      Map<String, TensorData> tokens = tokenizer.encode(List.of(texts.get(i)));
      List<TensorData> inputs =
          base.inputs().stream()
              .map(input -> tokens.get(input.layer().name()))
              .map(row -> row.reshape(row.size()))
              .toList();
      samples.add(
          targets.get(i) == null
              ? Sample.of(inputs)
              : Sample.of(inputs, new float[] {targets.get(i)}));
    }
    return samples;
  }

  @Override
  public void close() {
    vectors.close();
    base.close();
    tokenizer.close();
  }
}
