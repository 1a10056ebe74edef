package io.trihorn.datasets;

import io.trihorn.data.Npz;
import io.trihorn.data.Progress;
import io.trihorn.data.download.PublishedFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Prices of houses in districts of California from 8 figures of each, {@code
 * keras.datasets.california_housing}: float32, 20,640 rows.
 *
 * @param train the rows to learn from
 * @param test the rows to be judged by
 */
public record CaliforniaHousing(LabeledArrays train, LabeledArrays test) {
  /** How many rows the small version has. */
  private static final int SMALL = 600;

  static final PublishedFile FILE =
      DatasetFiles.SHELF.file(
          "california_housing.npz",
          "https://storage.googleapis.com/tensorflow/tf-keras-datasets/california_housing.npz",
          "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f");

  /** Reads or downloads the file, all rows, with Keras's split and seed. */
  public static CaliforniaHousing load() throws IOException {
    return load(Progress.SILENT);
  }

  /** The same, and tells how the download goes. */
  public static CaliforniaHousing load(Progress progress) throws IOException {
    return load(FILE.get(progress), false, 0.2, 113);
  }

  /**
   * Reads the file.
   *
   * @param file {@code california_housing.npz}
   * @param small whether only the first 600 rows count
   * @param testSplit the part of the rows that is for the test
   * @param seed the seed of the order
   */
  public static CaliforniaHousing load(Path file, boolean small, double testSplit, long seed)
      throws IOException {
    Npz arrays = Npz.read(file);
    LabeledArrays rows = new LabeledArrays(arrays.get("x"), arrays.get("y"));
    LabeledArrays all = (small ? rows.part(0, Math.min(SMALL, rows.rows())) : rows).shuffled(seed);
    int split = BostonHousing.split(all, testSplit);
    return new CaliforniaHousing(all.part(0, split), all.part(split, all.rows()));
  }
}
