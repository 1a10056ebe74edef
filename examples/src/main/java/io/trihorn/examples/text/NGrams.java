package io.trihorn.examples.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How likely a token is after the few before it, by counting: what a network has to beat. What was
 * seen seldom is mixed with what follows fewer tokens, down to how frequent tokens are, and that
 * with all being alike (Witten and Bell, 1991).
 */
public final class NGrams {
  private final int before;
  private final int kinds;
  private final Map<List<Integer>, Map<Integer, Integer>> followers = new HashMap<>();

  /**
   * Counts in a text of tokens from 0 to below {@code kinds}.
   *
   * @param n how many tokens are counted together: 1 by themselves, 3 each with the two before it
   */
  public NGrams(int n, int[] text, int kinds) {
    this.before = n - 1;
    this.kinds = kinds;
    for (int i = 0; i < text.length; i++) {
      for (int length = 0; length <= Math.min(before, i); length++) {
        followers
            .computeIfAbsent(last(text, i, length), key -> new HashMap<>())
            .merge(text[i], 1, Integer::sum);
      }
    }
  }

  private static List<Integer> last(int[] text, int end, int length) {
    return Arrays.stream(text, end - length, end).boxed().toList();
  }

  /** The probability of a text's token after at most this many of those before it. */
  private double probability(int[] text, int at, int length) {
    double less = length == 0 ? 1.0 / kinds : probability(text, at, length - 1);
    Map<Integer, Integer> seen = followers.getOrDefault(last(text, at, length), Map.of());
    int all = seen.values().stream().mapToInt(i -> i).sum();
    double unseen = seen.size();
    return all == 0 ? less : (seen.getOrDefault(text[at], 0) + unseen * less) / (all + unseen);
  }

  /** The probability of a text's token after those before it, as far as there are any. */
  public double probability(int[] text, int at) {
    return probability(text, at, Math.min(before, at));
  }

  /** The crossentropy of a text, in nats for a token. */
  public double loss(int[] text) {
    double sum = 0;
    for (int i = 0; i < text.length; i++) {
      sum -= Math.log(probability(text, i));
    }
    return sum / text.length;
  }

  /** The perplexity of a text: among how many tokens one would guess as well by lot. */
  public double perplexity(int[] text) {
    return Math.exp(loss(text));
  }
}
