package io.trihorn.datasets;

/**
 * Which words of texts are kept, for {@link Imdb} and {@link Reuters}.
 *
 * @param numWords indices from this on are left out or become {@code oovChar}; 0 for the largest
 *     index that occurs, which, as in Keras, is then itself left out
 * @param skipTop indices below this are left out or become {@code oovChar}
 * @param maxlen only texts with fewer words (with {@code startChar}) count; 0 for all
 * @param seed the seed of the order, that of {@code numpy.random.RandomState}
 * @param startChar what each text begins with; null for nothing
 * @param oovChar what stands for words left out; null for nothing
 * @param indexFrom what is added to each index
 */
public record WordOptions(
    int numWords,
    int skipTop,
    int maxlen,
    long seed,
    Integer startChar,
    Integer oovChar,
    int indexFrom) {
  /** Keras's defaults: all words; 1 begins a text, 2 is a word left out, words begin at 4. */
  public WordOptions() {
    this(0, 0, 0, 113, 1, 2, 3);
  }

  /** Only the most frequent words. */
  public WordOptions numWords(int count) {
    return new WordOptions(count, skipTop, maxlen, seed, startChar, oovChar, indexFrom);
  }

  /** Without the most frequent words. */
  public WordOptions skipTop(int count) {
    return new WordOptions(numWords, count, maxlen, seed, startChar, oovChar, indexFrom);
  }

  /** Only texts with fewer words. */
  public WordOptions maxlen(int words) {
    return new WordOptions(numWords, skipTop, words, seed, startChar, oovChar, indexFrom);
  }

  /** The seed of the order. */
  public WordOptions seed(long value) {
    return new WordOptions(numWords, skipTop, maxlen, value, startChar, oovChar, indexFrom);
  }

  /** What each text begins with; null for nothing. */
  public WordOptions startChar(Integer index) {
    return new WordOptions(numWords, skipTop, maxlen, seed, index, oovChar, indexFrom);
  }

  /** What stands for words left out; null for nothing. */
  public WordOptions oovChar(Integer index) {
    return new WordOptions(numWords, skipTop, maxlen, seed, startChar, index, indexFrom);
  }

  /** What is added to each index. */
  public WordOptions indexFrom(int offset) {
    return new WordOptions(numWords, skipTop, maxlen, seed, startChar, oovChar, offset);
  }
}
