package io.trihorn.datasets;

import io.trihorn.random.MersenneTwister;

/**
 * Reviews of films that are good (1) or bad (0), {@code keras.datasets.imdb}.
 *
 * @param train the 25,000 reviews to learn from
 * @param test the 25,000 reviews to be judged by
 */
public record Imdb(LabeledTexts train, LabeledTexts test) {
  /** Reviews as they are in the file, in the order and with the words that are asked for. */
  public static Imdb of(LabeledTexts train, LabeledTexts test, WordOptions options) {
    MersenneTwister random = MersenneTwister.numpy(options.seed());
    LabeledTexts first = train.shuffled(random).indexed(options);
    LabeledTexts all = first.and(test.shuffled(random).indexed(options)).limited(options);
    int split = first.x().size();
    return new Imdb(all.part(0, split), all.part(split, all.x().size()));
  }
}
