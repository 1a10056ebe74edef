package io.trihorn.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/** Reads models of another engine's files; found by {@link ServiceLoader}. */
public interface ModelImporter {
  /** Whether a file or directory is, by its name and what is in it, of this format. */
  boolean reads(Path path);

  /**
   * Reads a model.
   *
   * @throws IOException if the file cannot be read
   */
  Model load(Path path) throws IOException;

  /** What on the class path reads a file or directory. */
  static Optional<ModelImporter> of(Path path) {
    return ServiceLoader.load(ModelImporter.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(importer -> importer.reads(path))
        .findFirst();
  }
}
