package io.trihorn.examples;

import static io.trihorn.optimizers.Optimizers.adam;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.trihorn.examples.data.Data;
import io.trihorn.examples.data.Table;
import io.trihorn.ndarray.TrihornNDManager;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A network with a course of its own for each message: a tree-LSTM over its first 12 words tells
 * whether it is spam. The figure is the accuracy on every fifth message, which it did not see.
 */
public final class TreeLstm implements Example {
  static final int WORDS = 4000;

  @Override
  public double run(Data data, int epochs) throws IOException {
    Table train = data.tsv("text/sms-spam.tsv").train(5);
    Table test = data.tsv("text/sms-spam.tsv").test(5);
    try (NDManager manager = TrihornNDManager.newBaseManager();
        SentenceTree net = new SentenceTree()) {
      net.compile(adam(1e-3));
      for (int i = 0; i < epochs * train.rows().size(); i++) {
        int row = i % train.rows().size();
        int label = train.codes(0)[row];
        NDArray text = numbers(manager, train.texts(1)[row]);
        net.trainStep(() -> net.forward(text).sub(1 - label).abs().log().neg());
      }
      int right = 0;
      for (int i = 0; i < test.rows().size(); i++) {
        float spam = net.forward(numbers(manager, test.texts(1)[i])).getFloat();
        right += (spam > 0.5) == (test.codes(0)[i] == 1) ? 1 : 0;
      }
      return (double) right / test.rows().size();
    }
  }

  private static NDArray numbers(NDManager manager, String text) {
    Stream<String> words = Arrays.stream(text.toLowerCase().trim().split("\\s+")).limit(12);
    return manager.create(words.mapToInt(w -> Math.floorMod(w.hashCode(), WORDS)).toArray());
  }
}
