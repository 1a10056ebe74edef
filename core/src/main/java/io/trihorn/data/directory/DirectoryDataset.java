package io.trihorn.data.directory;

import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.data.DatasetException;
import io.trihorn.graph.TensorData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What datasets of a folder's files have in common. The methods that give the object itself set
 * what they are named after, with Keras's defaults.
 *
 * @param <D> the class itself
 */
public abstract class DirectoryDataset<D extends DirectoryDataset<D>> {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryDataset.class);

  private final Path directory;
  private final String what;
  private final List<String> endings;
  private List<Integer> labels;
  private LabelMode labelMode = LabelMode.INT;
  private List<String> classNames;
  private int batchSize = Dataset.DEFAULT_BATCH_SIZE;
  private boolean shuffle = true;
  private Long seed;
  private double validationSplit;
  private boolean followLinks;
  private Consumer<String> report = LOG::info;

  DirectoryDataset(Path directory, String what, List<String> endings) {
    this.directory = directory;
    this.what = what;
    this.endings = endings;
  }

  abstract D self();

  /** The inputs of a batch of these files. */
  abstract List<TensorData> read(List<Path> files) throws IOException;

  /**
   * Labels for all files of the folder, in the order of their paths; without this call a file's
   * label is the number of its folder.
   */
  public D labels(List<Integer> numbers) {
    labels = List.copyOf(numbers);
    return self();
  }

  /**
   * How labels are written: {@code int} (the default, int32 {@code (batch)}), {@code categorical}
   * (float32 {@code (batch, classes)}), {@code binary} (float32 {@code (batch, 1)}) or {@code
   * none}.
   */
  public D labelMode(String mode) {
    labelMode = LabelMode.parse(mode);
    return self();
  }

  /** The classes in the order of their numbers, some or all; by default all, sorted by name. */
  public D classNames(List<String> names) {
    classNames = List.copyOf(names);
    return self();
  }

  /** The size of batches, 32 by default; 0 leaves it to who reads. */
  public D batchSize(int size) {
    batchSize = size;
    return self();
  }

  /**
   * Whether files are put into another order, once by Keras's generator and then again in each
   * epoch; true by default.
   */
  public D shuffle(boolean value) {
    shuffle = value;
    return self();
  }

  /** The seed of the order, from 0 to 2^32 - 1; by default another one each time. */
  public D seed(long value) {
    seed = value;
    return self();
  }

  /** The part of the files, between 0 and 1, that {@link #validation} gives. */
  public D validationSplit(double part) {
    if (!(part > 0 && part < 1)) {
      throw new IllegalArgumentException(
          "validationSplit: expected a number between 0 and 1, but got " + part);
    }
    validationSplit = part;
    return self();
  }

  /** Whether links to folders are followed; false by default. */
  public D followLinks(boolean value) {
    followLinks = value;
    return self();
  }

  /** Told what is found, in Keras's words; by default the log is. */
  public D report(Consumer<String> listener) {
    report = listener;
    return self();
  }

  /**
   * The dataset of all files.
   *
   * @throws IllegalArgumentException if what was set does not fit the folder, or no file is there
   * @throws IllegalStateException if {@link #validationSplit} is set
   * @throws DatasetException if the folder cannot be read
   */
  public LabeledFiles load() {
    if (validationSplit != 0) {
      throw new IllegalStateException(
          "validationSplit is set: ask for training() and validation(), not for load()");
    }
    return dataset(index(), shuffle);
  }

  /**
   * The dataset of the files that {@link #validation} does not give.
   *
   * @throws IllegalStateException if {@link #validationSplit} is not set
   * @throws IllegalArgumentException as {@link #load}, or if files are shuffled without a seed
   */
  public LabeledFiles training() {
    FileIndex all = splitIndex();
    int kept = all.paths().size() - validationCount(all);
    report.accept("Using " + kept + " files for training.");
    // As in Keras, of files that are too few to split none is left for training.
    return dataset(all.part(0, validationCount(all) == 0 ? 0 : kept), shuffle);
  }

  /**
   * The dataset of the last files, as many as {@link #validationSplit} says.
   *
   * @throws IllegalStateException if that is not set
   * @throws IllegalArgumentException as {@link #load}, or if files are shuffled without a seed
   */
  public LabeledFiles validation() {
    FileIndex all = splitIndex();
    int count = validationCount(all);
    report.accept("Using " + count + " files for validation.");
    int size = all.paths().size();
    return dataset(all.part(count == 0 ? 0 : size - count, size), false);
  }

  private int validationCount(FileIndex all) {
    return (int) (validationSplit * all.paths().size());
  }

  private FileIndex splitIndex() {
    if (validationSplit == 0) {
      throw new IllegalStateException(
          "set validationSplit before asking for training() and validation()");
    }
    if (shuffle && seed == null) {
      throw new IllegalArgumentException(
          "a shuffled folder is split by a seed, so that no file is in both parts: call seed(n), or"
              + " shuffle(false)");
    }
    return index();
  }

  private FileIndex index() {
    FileIndex.Walk walk = new FileIndex.Walk(directory, endings, followLinks);
    if (labels != null && classNames != null) {
      throw new IllegalArgumentException(
          "classNames are those of folders; with labels given they are the labels, sorted");
    }
    FileIndex found =
        labelMode == LabelMode.NONE
            ? FileIndex.unlabeled(walk)
            : labels != null
                ? FileIndex.labeled(walk, labels)
                : FileIndex.ofClasses(walk, classNames);
    int classes = found.classNames().size();
    report.accept(
        "Found "
            + found.paths().size()
            + (labelMode == LabelMode.NONE
                ? " files."
                : " files belonging to " + classes + " classes."));
    if (labelMode == LabelMode.BINARY && classes != 2) {
      throw new IllegalArgumentException(
          "labelMode binary: expected exactly 2 classes, but got " + found.classNames());
    }
    if (seed == null) {
      seed = ThreadLocalRandom.current().nextLong(1_000_000);
    }
    return shuffle ? found.shuffled(seed) : found;
  }

  private LabeledFiles dataset(FileIndex files, boolean mixed) {
    if (files.paths().isEmpty()) {
      throw new IllegalArgumentException(
          "no " + what + " in " + directory + "; names end with one of " + endings);
    }
    TensorData places =
        TensorData.of(LongStream.range(0, files.paths().size()).toArray(), files.paths().size());
    Dataset rows =
        labelMode == LabelMode.NONE
            ? Dataset.of(places)
            : Dataset.of(places, labelMode.of(files.labels(), files.classNames().size()));
    Dataset ordered = mixed ? rows.shuffle(seed) : rows;
    Dataset batched = batchSize == 0 ? ordered : ordered.batch(batchSize);
    return new LabeledFiles(
        batched.map(batch -> loaded(files.paths(), batch)).prefetch(2),
        files.classNames(),
        files.paths());
  }

  private Batch loaded(List<Path> paths, Batch batch) {
    TensorData places = batch.inputs().get(0);
    List<Path> wanted =
        LongStream.range(0, places.size())
            .mapToObj(i -> paths.get((int) places.getLong(i)))
            .toList();
    try {
      return new Batch(read(wanted), batch.targets(), batch.weights());
    } catch (IOException e) {
      throw new DatasetException(e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw new DatasetException(e.getCause().getMessage(), e);
    }
  }

  /** Reads one file. */
  @FunctionalInterface
  interface Reader<T> {
    T read(Path file) throws IOException;
  }

  /** What these files hold, in their order, read by several threads. */
  static <T> List<T> readAll(List<Path> files, Reader<T> reader) {
    return files.parallelStream()
        .map(
            file -> {
              try {
                return reader.read(file);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }
}
