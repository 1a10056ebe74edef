package io.trihorn.datasets;

import io.trihorn.data.Progress;
import io.trihorn.data.download.PublishedFile;
import io.trihorn.graph.TensorData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Small photographs of 10 kinds of things, {@code keras.datasets.cifar10}: images uint8 {@code
 * (rows, 32, 32, 3)}, labels uint8 {@code (rows, 1)}.
 *
 * @param train the 50,000 images to learn from
 * @param test the 10,000 images to be judged by
 */
public record Cifar10(LabeledArrays train, LabeledArrays test) {
  /** The names of the labels. */
  public static final List<String> CLASS_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  static final PublishedFile FILE =
      DatasetFiles.SHELF.file(
          "cifar-10-python.tar.gz",
          "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
          "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce");

  private static final List<String> TRAIN =
      List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5");

  /** Reads the file from where it is found, or downloads it first (163 MB). */
  public static Cifar10 load() throws IOException {
    return load(Progress.SILENT);
  }

  /** The same, and tells how the download goes. */
  public static Cifar10 load(Progress progress) throws IOException {
    return load(FILE.get(progress));
  }

  /**
   * Reads the file.
   *
   * @param file {@code cifar-10-python.tar.gz}
   */
  public static Cifar10 load(Path file) throws IOException {
    List<String> all = new ArrayList<>(TRAIN);
    all.add("test_batch");
    Map<String, byte[]> parts = Archives.tarGz(file, all);
    List<TensorData> images = new ArrayList<>();
    List<TensorData> labels = new ArrayList<>();
    for (String name : TRAIN) {
      LabeledArrays part = CifarBatch.read(parts.remove(name), "labels");
      images.add(part.x());
      labels.add(part.y());
    }
    return new Cifar10(
        new LabeledArrays(TensorData.concatenate(images), TensorData.concatenate(labels)),
        CifarBatch.read(parts.get("test_batch"), "labels"));
  }
}
