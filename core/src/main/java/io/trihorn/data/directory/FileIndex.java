package io.trihorn.data.directory;

import io.trihorn.data.DatasetException;
import io.trihorn.random.MersenneTwister;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Files and their labels.
 *
 * @param paths the files
 * @param labels a number for each file, or none
 * @param classNames the names of the classes, or none
 */
record FileIndex(List<Path> paths, List<Integer> labels, List<String> classNames) {
  /**
   * The files of the folders in a folder, class by class; folders whose name begins with a dot do
   * not count.
   *
   * @param wanted the classes in the order of their numbers, or null for all by their names
   */
  static FileIndex ofClasses(Walk walk, List<String> wanted) {
    List<String> found =
        walk.children(walk.folder()).stream()
            .filter(Files::isDirectory)
            .map(p -> p.getFileName().toString())
            .filter(name -> !name.startsWith("."))
            .sorted()
            .toList();
    if (wanted != null && !found.containsAll(wanted)) {
      throw new IllegalArgumentException(
          "classNames: expected names of the folders in "
              + walk.folder()
              + ", which are "
              + found
              + ", but got "
              + wanted);
    }
    List<String> names = wanted == null ? found : wanted;
    List<Path> paths = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      for (Path file : walk.files(walk.folder().resolve(names.get(label)))) {
        paths.add(file);
        labels.add(label);
      }
    }
    return new FileIndex(paths, labels, List.copyOf(names));
  }

  /** All files of a folder, whatever their folders' names, without labels. */
  static FileIndex unlabeled(Walk walk) {
    return new FileIndex(walk.files(walk.folder()), List.of(), List.of());
  }

  /** All files of a folder with these labels; the classes are the different ones, sorted. */
  static FileIndex labeled(Walk walk, List<Integer> labels) {
    List<Path> paths = walk.files(walk.folder());
    if (paths.size() != labels.size()) {
      throw new IllegalArgumentException(
          "labels: expected one for each of the "
              + paths.size()
              + " files in "
              + walk.folder()
              + ", but got "
              + labels.size());
    }
    return new FileIndex(
        paths, labels, labels.stream().distinct().sorted().map(String::valueOf).toList());
  }

  /** In the order of {@code numpy.random.RandomState(seed).shuffle}, the labels with the files. */
  FileIndex shuffled(long seed) {
    List<Path> mixedPaths = new ArrayList<>(paths);
    List<Integer> mixedLabels = new ArrayList<>(labels);
    MersenneTwister.numpy(seed).shuffleAsNumpy(mixedPaths);
    MersenneTwister.numpy(seed).shuffleAsNumpy(mixedLabels);
    return new FileIndex(mixedPaths, mixedLabels, classNames);
  }

  FileIndex part(int from, int to) {
    return new FileIndex(
        paths.subList(from, to), labels.isEmpty() ? labels : labels.subList(from, to), classNames);
  }

  /**
   * Which files are looked for.
   *
   * @param folder where
   * @param endings the endings of their names, in small letters
   * @param followLinks whether links to folders are followed
   */
  record Walk(Path folder, List<String> endings, boolean followLinks) {
    private List<Path> children(Path of) {
      try (Stream<Path> all = Files.list(of)) {
        return all.toList();
      } catch (IOException e) {
        throw new DatasetException(of + " cannot be listed: " + e, e);
      }
    }

    /** The files in a folder and the folders in it: folders by their paths, then by their names. */
    private List<Path> files(Path under) {
      FileVisitOption[] options =
          followLinks
              ? new FileVisitOption[] {FileVisitOption.FOLLOW_LINKS}
              : new FileVisitOption[0];
      try (Stream<Path> all = Files.walk(under, options)) {
        return all.filter(this::counts)
            .sorted(
                Comparator.comparing((Path p) -> p.getParent().toString())
                    .thenComparing(p -> p.getFileName().toString()))
            .toList();
      } catch (IOException e) {
        throw new DatasetException(under + " cannot be listed: " + e, e);
      }
    }

    private boolean counts(Path file) {
      String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
      return endings.stream().anyMatch(name::endsWith) && !Files.isDirectory(file);
    }
  }
}
