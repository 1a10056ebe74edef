package io.trihorn.examples.pretrained;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.Dataset;
import io.trihorn.examples.data.Data;
import io.trihorn.examples.data.Table;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.schedules.LearningRateSchedule;
import io.trihorn.optimizers.schedules.Schedules;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/**
 * Transfer learning: which short messages are spam, by the vectors of all-MiniLM-L6-v2. A new head
 * learns while the encoder is frozen; then both learn. Figures are F1 by cross-validation.
 */
public final class SpamTransfer {
  private static final int HEAD_EPOCHS = 40;

  /** What is usual where a small encoder is tuned: some passes, ever slower. */
  private static final int TUNING_EPOCHS = 2;

  private static final double TUNING_RATE = 5e-5;

  private SpamTransfer() {}

  /**
   * Figures over all parts.
   *
   * @param frozen F1 with a new head on the frozen encoder
   * @param tuned F1 after both were trained
   */
  public record Result(double frozen, double tuned) {}

  /** Counts of what is spam and was said to be. */
  private static final class Counts {
    private int hits;
    private int said;
    private int there;

    void add(float[] scores, List<Float> labels) {
      for (int i = 0; i < scores.length; i++) {
        boolean spam = labels.get(i) > 0.5;
        hits += spam && scores[i] > 0.5 ? 1 : 0;
        said += scores[i] > 0.5 ? 1 : 0;
        there += spam ? 1 : 0;
      }
    }

    double f1() {
      return 2.0 * hits / (said + there);
    }
  }

  /**
   * Cross-validates.
   *
   * @param models has {@code all-minilm-l6-v2.onnx} and its tokenizer
   * @param data has {@code text/sms-spam.tsv}
   * @param parts how many parts the messages are divided into
   * @param progress is told the figures over the parts until then, after each part
   */
  public static Result run(ModelFolder models, Data data, int parts, Consumer<Result> progress)
      throws IOException {
    Table rows = data.tsv("text/sms-spam.tsv");
    List<String> texts = List.of(rows.texts(1));
    int[] codes = rows.codes(0);
    List<Float> labels = Arrays.stream(codes).mapToObj(code -> (float) code).toList();
    Folds folds = Folds.of(codes, parts, 0);
    Counts frozen = new Counts();
    Counts tuned = new Counts();
    try (SentenceEncoder encoder = new SentenceEncoder(models)) {
      float[][] vectors = SentenceSearch.rows(encoder.model().predict(encoder.dataset(texts)));
      List<TensorData> weights = encoder.model().weightValues();
      for (int part = 0; part < parts; part++) {
        List<Integer> train = folds.train(part, part);
        List<Integer> test = folds.test(part);
        encoder.model().setWeights(weights);
        var last = dense(1, "sigmoid");
        try (var head = new Sequential(input(vectors[0].length), last).seed(part)) {
          head.compile(adam(3e-3), "binary_crossentropy");
          head.fit(picked(vectors, train), column(labels, train), epochs(HEAD_EPOCHS).verbose(0));
          frozen.add(head.predict(picked(vectors, test)).toFloatArray(), of(labels, test));
          // The head goes on where it is, on the encoder instead of its vectors. Closing the whole
          // frees its programs; the encoder's layers stay, since its own model has them too.
          try (var whole =
              new Model(
                  encoder.model().inputs(),
                  List.of(last.apply(encoder.model().outputs().get(0))))) {
            Dataset messages = encoder.dataset(of(texts, train), of(labels, train), part);
            whole.compile(
                adam(TUNING_RATE).learningRate(slower(TUNING_EPOCHS * batches(messages))),
                "binary_crossentropy");
            whole.fit(messages, epochs(TUNING_EPOCHS).verbose(0));
            tuned.add(
                whole.predict(encoder.dataset(of(texts, test))).toFloatArray(), of(labels, test));
          }
          progress.accept(new Result(frozen.f1(), tuned.f1()));
        }
      }
    }
    return new Result(frozen.f1(), tuned.f1());
  }

  /** From the first rate to none. */
  private static LearningRateSchedule slower(long steps) {
    return Schedules.polynomialDecay(TUNING_RATE, steps, 0, 1);
  }

  private static long batches(Dataset data) {
    return StreamSupport.stream(data.spliterator(), false).count();
  }

  private static <T> List<T> of(List<T> all, List<Integer> rows) {
    return rows.stream().map(all::get).toList();
  }

  private static float[][] picked(float[][] all, List<Integer> rows) {
    return rows.stream().map(row -> all[row]).toArray(float[][]::new);
  }

  private static float[][] column(List<Float> all, List<Integer> rows) {
    return rows.stream().map(row -> new float[] {all.get(row)}).toArray(float[][]::new);
  }
}
