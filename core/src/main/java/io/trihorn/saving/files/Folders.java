package io.trihorn.saving.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What is done with whole folders. */
public final class Folders {
  private Folders() {}

  /**
   * Deletes a file, or a folder with all that is in it; nothing where nothing is.
   *
   * @throws IOException if something cannot be deleted; what was deleted before is gone
   */
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(path)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : deepestFirst) {
      Files.deleteIfExists(one);
    }
  }
}
