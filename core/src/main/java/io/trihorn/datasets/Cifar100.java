package io.trihorn.datasets;

import io.trihorn.data.Progress;
import io.trihorn.data.download.PublishedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Small photographs of 100 kinds of things, which are of 20 groups, {@code
 * keras.datasets.cifar100}: images uint8 {@code (rows, 32, 32, 3)}, labels uint8 {@code (rows, 1)}.
 *
 * @param train the 50,000 images to learn from
 * @param test the 10,000 images to be judged by
 */
public record Cifar100(LabeledArrays train, LabeledArrays test) {
  static final PublishedFile FILE =
      DatasetFiles.SHELF.file(
          "cifar-100-python.tar.gz",
          "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz",
          "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7");

  /**
   * Reads the file from where it is found, or downloads it first (161 MB).
   *
   * @param labelMode {@code fine} for 100 kinds, {@code coarse} for 20 groups
   */
  public static Cifar100 load(String labelMode) throws IOException {
    return load(Progress.SILENT, labelMode);
  }

  /** The same, and tells how the download goes. */
  public static Cifar100 load(Progress progress, String labelMode) throws IOException {
    requireMode(labelMode);
    return load(FILE.get(progress), labelMode);
  }

  /**
   * Reads the file.
   *
   * @param file {@code cifar-100-python.tar.gz}
   * @param labelMode {@code fine} for 100 kinds, {@code coarse} for 20 groups
   */
  public static Cifar100 load(Path file, String labelMode) throws IOException {
    requireMode(labelMode);
    Map<String, byte[]> parts = Archives.tarGz(file, List.of("train", "test"));
    return new Cifar100(
        CifarBatch.read(parts.get("train"), labelMode + "_labels"),
        CifarBatch.read(parts.get("test"), labelMode + "_labels"));
  }

  private static void requireMode(String labelMode) {
    if (!labelMode.equals("fine") && !labelMode.equals("coarse")) {
      throw new IllegalArgumentException(
          "labelMode: expected fine or coarse, but got '" + labelMode + "'");
    }
  }
}
