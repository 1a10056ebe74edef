package io.trihorn.datasets;

import io.trihorn.data.Progress;
import io.trihorn.data.download.PublishedFile;
import io.trihorn.random.MersenneTwister;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * News and their topic, one of 46, {@code keras.datasets.reuters}.
 *
 * @param train the news to learn from
 * @param test the news to be judged by
 */
public record Reuters(LabeledTexts train, LabeledTexts test) {
  /** The names of the topics. */
  public static final List<String> LABEL_NAMES =
      List.of(
          ("cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade"
                  + " reserves ship cotton carcass crude nat-gas cpi money-fx interest gnp"
                  + " meal-feed alum oilseed gold tin strategic-metal livestock retail ipi"
                  + " iron-steel rubber heat jobs lei bop zinc orange pet-chem dlr gas silver wpi"
                  + " hog lead")
              .split(" "));

  static final PublishedFile FILE =
      DatasetFiles.SHELF.file(
          "reuters.npz",
          "https://storage.googleapis.com/tensorflow/tf-keras-datasets/reuters.npz",
          "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916");
  static final PublishedFile WORDS =
      DatasetFiles.SHELF.file(
          "reuters_word_index.json",
          "https://storage.googleapis.com/tensorflow/tf-keras-datasets/reuters_word_index.json",
          "4d44cc38712099c9e383dc6e5f11a921");

  /**
   * Reads the file from where it is found, or downloads it first (2 MB); a fifth is for the test.
   */
  public static Reuters load(WordOptions options) throws IOException {
    return load(Progress.SILENT, options);
  }

  /** The same, and tells how the download goes. */
  public static Reuters load(Progress progress, WordOptions options) throws IOException {
    return load(FILE.get(progress), 0.2, options);
  }

  /**
   * Reads the file.
   *
   * @param file {@code reuters.npz}
   * @param testSplit the part of the news that is for the test
   */
  public static Reuters load(Path file, double testSplit, WordOptions options) throws IOException {
    return of(Archives.texts(file, Archives.npz(file), "x", "y"), testSplit, options);
  }

  /** The index of each word, counted from 1: without {@link WordOptions#indexFrom}. */
  public static Map<String, Integer> wordIndex() throws IOException {
    return wordIndex(Progress.SILENT);
  }

  /** The same, and tells how the download goes. */
  public static Map<String, Integer> wordIndex(Progress progress) throws IOException {
    return Imdb.wordIndex(WORDS.get(progress));
  }

  /** News as they are in the file, in the order and with the words that are asked for. */
  public static Reuters of(LabeledTexts all, double testSplit, WordOptions options) {
    LabeledTexts news =
        all.shuffled(MersenneTwister.numpy(options.seed())).indexed(options).limited(options);
    int size = news.x().size();
    int split = (int) (size * (1 - testSplit));
    return new Reuters(news.part(0, split), news.part(split, size));
  }
}
