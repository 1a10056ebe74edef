package io.trihorn.backend.tensorflow;

import io.trihorn.saving.files.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Directories that appear whole or not at all. */
final class Directories {
  private Directories() {}

  /** What fills a directory. */
  interface Content {
    void writeTo(Path directory) throws IOException;
  }

  /**
   * Writes a directory in place of the one that is there, if any, which must be empty or a
   * SavedModel.
   */
  static void replace(Path directory, Content content) {
    Path target = directory.toAbsolutePath();
    try {
      check(target);
      Path fresh = Files.createTempDirectory(target.getParent(), target.getFileName() + ".tmp");
      try {
        content.writeTo(fresh);
        Folders.delete(target);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Folders.delete(fresh);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the SavedModel " + directory + ": " + e, e);
    }
  }

  private static void check(Path target) throws IOException {
    if (!Files.exists(target) || Files.exists(target.resolve("saved_model.pb"))) {
      return;
    }
    try (Stream<Path> inside = Files.list(target)) {
      if (inside.findAny().isPresent()) {
        throw new IOException("there is something else; choose another directory");
      }
    }
  }
}
