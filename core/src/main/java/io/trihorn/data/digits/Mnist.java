package io.trihorn.data.digits;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.DatasetUnavailableException;
import io.trihorn.data.Progress;
import io.trihorn.graph.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The MNIST handwritten digits of LeCun, Cortes and Burges, or another dataset in the same four
 * files, such as Fashion-MNIST.
 *
 * @param train the 60,000 digits to learn from
 * @param test the 10,000 digits to be judged by
 */
public record Mnist(Digits train, Digits test) {
  /** The system property that names the directory with the four files. */
  public static final String PROPERTY = "trihorn.mnist";

  /** The system property that names the directory whose {@code mnist} directory has them. */
  public static final String DATA_PROPERTY = "trihorn.data";

  static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  static final String TEST_LABELS = "t10k-labels-idx1-ubyte";
  static final List<String> FILES = List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);

  /**
   * Reads the digits from where they are found, or downloads them to {@code
   * ~/.trihorn/datasets/mnist} first.
   *
   * @see #load(Progress)
   */
  public static Mnist load() throws IOException {
    return load(Progress.SILENT);
  }

  /**
   * Reads the digits from where they are found, or downloads them to {@code
   * ~/.trihorn/datasets/mnist} first. They are looked for in the directory of the system property
   * {@value #PROPERTY}, in {@code mnist} under that of {@value #DATA_PROPERTY}, and there.
   *
   * @param progress told how a download goes
   * @throws DatasetUnavailableException if they are nowhere and cannot be downloaded; the message
   *     says where they were looked for and what failed. {@link DrawnDigits} need no files
   * @throws IOException if a file is damaged; the message says which and how
   */
  public static Mnist load(Progress progress) throws IOException {
    Optional<Path> found = find();
    if (found.isPresent()) {
      return load(found.get());
    }
    Path home = home();
    try {
      MnistFiles.official().into(home, progress);
    } catch (DatasetUnavailableException e) {
      throw new DatasetUnavailableException(
          "MNIST is not in "
              + String.join(", ", candidates().stream().map(Path::toString).toList())
              + ", and "
              + e.getMessage()
              + ". Put the files "
              + FILES.get(0)
              + ".gz and so on into one of these directories, or into another and say"
              + " -D"
              + PROPERTY
              + "=DIRECTORY; or go on with DrawnDigits.",
          e);
    }
    return load(home);
  }

  /**
   * Reads the digits.
   *
   * @param directory holds {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code
   *     t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}, each gzipped ({@code .gz}) or
   *     not
   * @throws IOException if a file is missing or damaged, or images and labels differ in number; the
   *     message names the file, what was expected and what was found
   */
  public static Mnist load(Path directory) throws IOException {
    return new Mnist(
        digits(directory, TRAIN_IMAGES, TRAIN_LABELS), digits(directory, TEST_IMAGES, TEST_LABELS));
  }

  /**
   * The directory that {@link #load()} would read, if there is one.
   *
   * @throws IOException if the property {@value #PROPERTY} names a directory without the files
   */
  public static Optional<Path> find() throws IOException {
    String asked = System.getProperty(PROPERTY);
    if (asked != null) {
      for (String name : FILES) {
        file(Path.of(asked), name);
      }
    }
    return candidates().stream()
        .filter(directory -> FILES.stream().allMatch(name -> present(directory, name) != null))
        .findFirst();
  }

  private static List<Path> candidates() {
    List<Path> places = new ArrayList<>();
    if (System.getProperty(PROPERTY) != null) {
      places.add(Path.of(System.getProperty(PROPERTY)));
    }
    if (System.getProperty(DATA_PROPERTY) != null) {
      places.add(Path.of(System.getProperty(DATA_PROPERTY), "mnist"));
    }
    places.add(home());
    return places;
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home", "."), ".trihorn", "datasets", "mnist");
  }

  private static Path present(Path directory, String name) {
    Path zipped = directory.resolve(name + ".gz");
    Path plain = directory.resolve(name);
    return Files.exists(zipped) ? zipped : Files.exists(plain) ? plain : null;
  }

  private static Path file(Path directory, String name) throws IOException {
    Path file = present(directory, name);
    if (file == null) {
      throw new IOException(
          directory
              + " has neither "
              + name
              + ".gz nor "
              + name
              + ": expected the four files of MNIST there");
    }
    return file;
  }

  private static Digits digits(Path directory, String imagesName, String labelsName)
      throws IOException {
    Path imagesFile = file(directory, imagesName);
    Path labelsFile = file(directory, labelsName);
    TensorData images = Idx.read(imagesFile);
    TensorData labels = Idx.read(labelsFile);
    int size = Digits.SIZE;
    if (images.dtype() != DataType.UINT8
        || images.type().rank() != 3
        || images.type().dim(1) != size
        || images.type().dim(2) != size) {
      throw new IOException(
          imagesFile
              + ": expected images uint8[rows,28,28] (magic number 00000803), but got "
              + images.type());
    }
    if (labels.dtype() != DataType.UINT8 || labels.type().rank() != 1) {
      throw new IOException(
          labelsFile
              + ": expected labels uint8[rows] (magic number 00000801), but got "
              + labels.type());
    }
    long rows = images.type().dim(0);
    if (labels.size() != rows) {
      throw new IOException(
          labelsFile
              + " has "
              + labels.size()
              + " labels, but "
              + imagesFile
              + " has "
              + rows
              + " images: the two are not from one distribution");
    }
    try {
      return new Digits(images.reshape(rows, size, size, 1), labels.cast(DataType.INT32));
    } catch (IllegalArgumentException e) {
      throw new IOException(labelsFile + ": " + e.getMessage(), e);
    }
  }
}
