package io.trihorn.examples.text;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;

/** Texts that a network writes, each token drawn by the probabilities it gives. */
public final class Continuation {
  private Continuation() {}

  /**
   * Goes on from a token.
   *
   * @param writer is stateful; gives the probabilities of the next token {@code (1, 1, kinds)} for
   *     one token int32 {@code (1, 1)}
   * @param most how many tokens at most
   * @param end which token is the last; it is left out
   */
  public static List<Integer> write(
      Model writer, int first, int most, IntPredicate end, Random random) {
    List<Integer> written = new ArrayList<>();
    int next = first;
    while (written.size() < most) {
      TensorData likely = writer.predictOnBatch(TensorData.of(new int[] {next}, 1, 1)).get(0);
      double left = random.nextDouble();
      next = 0;
      while (next < likely.size() - 1 && left >= likely.getDouble(next)) {
        left -= likely.getDouble(next++);
      }
      if (end.test(next)) {
        return written;
      }
      written.add(next);
    }
    return written;
  }
}
