package io.trihorn.datasets;

import io.trihorn.data.Progress;
import io.trihorn.data.digits.Mnist;
import io.trihorn.data.download.PublishedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Pictures of 10 kinds of clothes in the form of MNIST, {@code keras.datasets.fashion_mnist}. They
 * are read as an {@link Mnist}.
 */
public final class FashionMnist {
  /** The names of the labels. */
  public static final List<String> CLASS_NAMES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  private static final String ORIGIN =
      "https://storage.googleapis.com/tensorflow/tf-keras-datasets/";
  static final List<PublishedFile> FILES =
      List.of(
          file("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
          file("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
          file("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
          file("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"));

  private FashionMnist() {}

  private static PublishedFile file(String name, String md5) {
    return DatasetFiles.SHELF.file("fashion-mnist/" + name, ORIGIN + name, md5);
  }

  /** Reads the four files from where they are found, or downloads them first (31 MB). */
  public static Mnist load() throws IOException {
    return load(Progress.SILENT);
  }

  /** The same, and tells how the download goes. */
  public static Mnist load(Progress progress) throws IOException {
    Path first = FILES.get(0).get(progress);
    for (PublishedFile file : FILES) {
      Path there = file.get(progress);
      if (!there.getParent().equals(first.getParent())) {
        throw new IOException(
            "the four files of Fashion-MNIST should be in one folder, but are in "
                + first.getParent()
                + " and "
                + there.getParent());
      }
    }
    return Mnist.load(first.getParent());
  }
}
