package io.trihorn.datasets;

import io.trihorn.data.digits.Mnist;
import io.trihorn.data.download.Shelf;

/** Where the files of datasets are. */
final class DatasetFiles {
  static final Shelf SHELF = new Shelf("datasets", Mnist.DATA_PROPERTY);

  private DatasetFiles() {}
}
