package io.trihorn.data.download;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folders of this machine where published files of a kind are: one of the user's choice,
 * Trihorn's own, and that of what Keras has downloaded.
 *
 * @param name of the folders of Trihorn and Keras, {@code datasets} or {@code models}
 * @param property the system property that names a folder that is looked through first
 */
public record Shelf(String name, String property) {
  /**
   * A file of this kind.
   *
   * @param file its name in the folders
   * @param origin where it is published
   * @param checksum its SHA-256 or MD5; null where none is published
   */
  public PublishedFile file(String file, String origin, String checksum) {
    return new PublishedFile(this, file, origin, checksum);
  }

  /** Where files are downloaded to. */
  Path own() {
    return home().resolve(".trihorn").resolve(name);
  }

  /** All folders, in the order in which they are looked through. */
  List<Path> folders() {
    List<Path> all = new ArrayList<>();
    String given = System.getProperty(property);
    if (given != null) {
      all.add(Path.of(given));
    }
    all.add(own());
    all.add(home().resolve(".keras").resolve(name));
    return all;
  }

  /** The first file of this name. */
  Optional<Path> find(String file) {
    return folders().stream()
        .map(folder -> folder.resolve(file))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home", "."));
  }
}
