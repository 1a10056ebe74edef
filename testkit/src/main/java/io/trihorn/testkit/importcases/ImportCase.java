package io.trihorn.testkit.importcases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One model of the suite.
 *
 * @param name its path below the suite's directory
 * @param group {@code pairs}, {@code reference} or {@code configs}
 * @param path the case's folder, or the file of an architecture alone
 */
public record ImportCase(String name, String group, Path path) {
  /** Where each group is. */
  private enum Place {
    ORIGINAL_PAIRS("original-pairs", "pairs"),
    KERAS3_REFERENCE("keras3-reference", "reference"),
    CONFIGS("configs", "configs");

    private final String folder;
    private final String group;

    Place(String folder, String group) {
      this.folder = folder;
      this.group = group;
    }

    private List<Path> paths(Path directory) throws IOException {
      Path root = directory.resolve(folder);
      if (!Files.isDirectory(root)) {
        return List.of();
      }
      try (Stream<Path> found = this == CONFIGS ? Files.walk(root) : Files.list(root)) {
        return found
            .filter(p -> this == CONFIGS ? p.toString().endsWith(".json") : Files.isDirectory(p))
            .sorted()
            .toList();
      }
    }
  }

  /**
   * The cases in a directory.
   *
   * @throws IOException if it cannot be read, or has none of the suite's folders
   */
  public static List<ImportCase> in(Path directory) throws IOException {
    List<ImportCase> cases = new ArrayList<>();
    for (Place place : Place.values()) {
      for (Path path : place.paths(directory)) {
        String name = directory.relativize(path).toString().replace('\\', '/');
        cases.add(new ImportCase(name, place.group, path));
      }
    }
    if (cases.isEmpty()) {
      throw new IOException(
          directory
              + " has no import cases: expected the folders original-pairs, keras3-reference or"
              + " configs");
    }
    return cases;
  }
}
