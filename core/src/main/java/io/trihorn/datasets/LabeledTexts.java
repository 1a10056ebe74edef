package io.trihorn.datasets;

import io.trihorn.random.MersenneTwister;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Texts as the indices of their words, and a label for each.
 *
 * @param x the words of each text
 * @param y its label
 */
public record LabeledTexts(List<int[]> x, List<Integer> y) {
  /** Copies the lists. */
  public LabeledTexts {
    x = List.copyOf(x);
    y = List.copyOf(y);
    if (x.size() != y.size()) {
      throw new IllegalArgumentException(
          "expected a label for each of " + x.size() + " texts, but got " + y.size());
    }
  }

  LabeledTexts part(int from, int to) {
    return new LabeledTexts(x.subList(from, to), y.subList(from, to));
  }

  LabeledTexts and(LabeledTexts others) {
    List<int[]> texts = new ArrayList<>(x);
    texts.addAll(others.x);
    List<Integer> labels = new ArrayList<>(y);
    labels.addAll(others.y);
    return new LabeledTexts(texts, labels);
  }

  /** In another order. */
  LabeledTexts shuffled(MersenneTwister random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, x.size()).boxed().toList());
    random.shuffleAsNumpy(order);
    return new LabeledTexts(
        order.stream().map(x::get).toList(), order.stream().map(y::get).toList());
  }

  /** With another first index, from which words count, and only texts that are short enough. */
  LabeledTexts indexed(WordOptions options) {
    List<int[]> texts = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      IntStream words = Arrays.stream(x.get(i)).map(w -> w + options.indexFrom());
      int[] text =
          options.startChar() == null
              ? words.toArray()
              : IntStream.concat(IntStream.of(options.startChar()), words).toArray();
      if (options.maxlen() == 0 || text.length < options.maxlen()) {
        texts.add(text);
        labels.add(y.get(i));
      }
    }
    if (texts.isEmpty()) {
      throw new IllegalArgumentException(
          "maxlen: no text has fewer than " + options.maxlen() + " words; make it larger");
    }
    return new LabeledTexts(texts, labels);
  }

  /** With only the words that count. */
  LabeledTexts limited(WordOptions options) {
    int end =
        options.numWords() > 0
            ? options.numWords()
            : x.stream().flatMapToInt(Arrays::stream).max().orElse(0);
    return new LabeledTexts(
        x.stream().map(text -> kept(text, options.skipTop(), end, options.oovChar())).toList(), y);
  }

  private static int[] kept(int[] text, int from, int end, Integer other) {
    return other == null
        ? Arrays.stream(text).filter(w -> w >= from && w < end).toArray()
        : Arrays.stream(text).map(w -> w >= from && w < end ? w : other).toArray();
  }
}
