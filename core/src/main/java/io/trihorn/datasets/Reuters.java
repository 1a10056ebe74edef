package io.trihorn.datasets;

import io.trihorn.random.MersenneTwister;

/**
 * News and their topic, one of 46, {@code keras.datasets.reuters}.
 *
 * @param train the news to learn from
 * @param test the news to be judged by
 */
public record Reuters(LabeledTexts train, LabeledTexts test) {
  /** News as they are in the file, in the order and with the words that are asked for. */
  public static Reuters of(LabeledTexts all, double testSplit, WordOptions options) {
    LabeledTexts news =
        all.shuffled(MersenneTwister.numpy(options.seed())).indexed(options).limited(options);
    int size = news.x().size();
    int split = (int) (size * (1 - testSplit));
    return new Reuters(news.part(0, split), news.part(split, size));
  }
}
