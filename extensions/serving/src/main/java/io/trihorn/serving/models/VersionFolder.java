package io.trihorn.serving.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder with a version of a model, called by its number.
 *
 * @param number the version
 * @param path the folder
 */
record VersionFolder(long number, Path path) {
  private static final String SAVED_MODEL = "saved_model.pb";
  private static final String MODEL = "model";

  /** That of a path; empty where its name is no number, as of what is being copied. */
  static Optional<VersionFolder> of(Path path) {
    String name = path.getFileName().toString();
    return name.matches("[1-9]\\d{0,17}") && Files.isDirectory(path)
        ? Optional.of(new VersionFolder(Long.parseLong(name), path))
        : Optional.empty();
  }

  /**
   * What changes when a file in it does: sizes and times, in no order.
   *
   * @throws IOException if the folder cannot be read, as when it is being deleted
   */
  long fingerprint() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      long sum = 0;
      for (Path file : files.toList()) {
        BasicFileAttributes about = Files.readAttributes(file, BasicFileAttributes.class);
        long time = about.lastModifiedTime().toMillis();
        sum += 31L * (31L * file.hashCode() + about.size()) + time;
      }
      return sum;
    }
  }

  /**
   * The model in it: the folder itself where it is a SavedModel, else the only thing in it, or the
   * one called {@code model} and an ending, which may have its weights beside it.
   *
   * @throws IOException if it cannot be told
   */
  Path model() throws IOException {
    if (Files.exists(path.resolve(SAVED_MODEL))) {
      return path;
    }
    try (Stream<Path> all = Files.list(path)) {
      List<Path> files = all.filter(file -> !name(file).startsWith(".")).sorted().toList();
      List<Path> named = files.stream().filter(VersionFolder::isCalledModel).toList();
      List<Path> possible = files.size() == 1 ? files : named;
      if (possible.size() != 1) {
        throw new IOException(
            "%s should hold one model, or one called model.keras, model.onnx or the like, but has %s"
                .formatted(path, files.stream().map(VersionFolder::name).toList()));
      }
      return possible.get(0);
    }
  }

  private static boolean isCalledModel(Path file) {
    String name = name(file);
    int ending = name.lastIndexOf('.');
    return (ending < 0 ? name : name.substring(0, ending)).equals(MODEL);
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
