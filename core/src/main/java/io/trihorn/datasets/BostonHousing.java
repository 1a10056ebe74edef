package io.trihorn.datasets;

import io.trihorn.data.Npz;
import io.trihorn.data.Progress;
import io.trihorn.data.download.PublishedFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Prices of houses in suburbs of Boston from 13 figures of each, {@code
 * keras.datasets.boston_housing}: float64, 404 rows and 102.
 *
 * @param train the rows to learn from
 * @param test the rows to be judged by
 */
public record BostonHousing(LabeledArrays train, LabeledArrays test) {
  static final PublishedFile FILE =
      DatasetFiles.SHELF.file(
          "boston_housing.npz",
          "https://storage.googleapis.com/tensorflow/tf-keras-datasets/boston_housing.npz",
          "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5");

  /** Reads or downloads the file, with Keras's split and seed. */
  public static BostonHousing load() throws IOException {
    return load(Progress.SILENT);
  }

  /** The same, and tells how the download goes. */
  public static BostonHousing load(Progress progress) throws IOException {
    return load(FILE.get(progress), 0.2, 113);
  }

  /**
   * Reads the file.
   *
   * @param file {@code boston_housing.npz}
   * @param testSplit the part of the rows that is for the test
   * @param seed the seed of the order
   */
  public static BostonHousing load(Path file, double testSplit, long seed) throws IOException {
    Npz arrays = Npz.read(file);
    LabeledArrays all = new LabeledArrays(arrays.get("x"), arrays.get("y")).shuffled(seed);
    int split = split(all, testSplit);
    return new BostonHousing(all.part(0, split), all.part(split, all.rows()));
  }

  static int split(LabeledArrays all, double testSplit) {
    if (!(testSplit >= 0 && testSplit < 1)) {
      throw new IllegalArgumentException(
          "testSplit: expected a number from 0 to below 1, but got " + testSplit);
    }
    return (int) (all.rows() * (1 - testSplit));
  }
}
