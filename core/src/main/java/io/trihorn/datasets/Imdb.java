package io.trihorn.datasets;

import com.google.gson.JsonParser;
import io.trihorn.data.Progress;
import io.trihorn.data.download.PublishedFile;
import io.trihorn.random.MersenneTwister;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reviews of films that are good (1) or bad (0), {@code keras.datasets.imdb}.
 *
 * @param train the 25,000 reviews to learn from
 * @param test the 25,000 reviews to be judged by
 */
public record Imdb(LabeledTexts train, LabeledTexts test) {
  static final PublishedFile FILE =
      DatasetFiles.SHELF.file(
          "imdb.npz",
          "https://storage.googleapis.com/tensorflow/tf-keras-datasets/imdb.npz",
          "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f");
  static final PublishedFile WORDS =
      DatasetFiles.SHELF.file(
          "imdb_word_index.json",
          "https://storage.googleapis.com/tensorflow/tf-keras-datasets/imdb_word_index.json",
          "bfafd718b763782e994055a2d397834f");

  /** Reads the file from where it is found, or downloads it first (17 MB). */
  public static Imdb load(WordOptions options) throws IOException {
    return load(Progress.SILENT, options);
  }

  /** The same, and tells how the download goes. */
  public static Imdb load(Progress progress, WordOptions options) throws IOException {
    return load(FILE.get(progress), options);
  }

  /**
   * Reads the file.
   *
   * @param file {@code imdb.npz}
   */
  public static Imdb load(Path file, WordOptions options) throws IOException {
    Map<String, Object> arrays = Archives.npz(file);
    return of(
        Archives.texts(file, arrays, "x_train", "y_train"),
        Archives.texts(file, arrays, "x_test", "y_test"),
        options);
  }

  /** The index of each word, counted from 1: without {@link WordOptions#indexFrom}. */
  public static Map<String, Integer> wordIndex() throws IOException {
    return wordIndex(Progress.SILENT);
  }

  /** The same, and tells how the download goes. */
  public static Map<String, Integer> wordIndex(Progress progress) throws IOException {
    return wordIndex(WORDS.get(progress));
  }

  static Map<String, Integer> wordIndex(Path file) throws IOException {
    Map<String, Integer> words = new LinkedHashMap<>();
    JsonParser.parseString(Files.readString(file))
        .getAsJsonObject()
        .entrySet()
        .forEach(e -> words.put(e.getKey(), e.getValue().getAsInt()));
    return words;
  }

  /** Reviews as they are in the file, in the order and with the words that are asked for. */
  public static Imdb of(LabeledTexts train, LabeledTexts test, WordOptions options) {
    MersenneTwister random = MersenneTwister.numpy(options.seed());
    LabeledTexts first = train.shuffled(random).indexed(options);
    LabeledTexts all = first.and(test.shuffled(random).indexed(options)).limited(options);
    int split = first.x().size();
    return new Imdb(all.part(0, split), all.part(split, all.x().size()));
  }
}
