package io.trihorn.applications;

import io.trihorn.data.DatasetUnavailableException;
import io.trihorn.data.Progress;
import io.trihorn.data.download.Checksum;
import io.trihorn.data.download.Download;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of Keras's applications: found on this machine, or downloaded once, checked and kept; a
 * download that broke off goes on.
 *
 * @param name its name in folders of models
 * @param origin where it is published
 * @param checksum its SHA-256 or MD5; null where Keras publishes none
 */
record PublishedFile(String name, String origin, String checksum) {
  /** Names a folder that is looked through first. */
  static final String FOLDER_PROPERTY = "trihorn.models";

  /** The folders that are looked through; what is downloaded goes to the last but one. */
  private static List<Path> folders() {
    List<Path> all = new ArrayList<>();
    String given = System.getProperty(FOLDER_PROPERTY);
    if (given != null) {
      all.add(Path.of(given));
    }
    Path home = Path.of(System.getProperty("user.home", "."));
    all.add(home.resolve(".trihorn").resolve("models"));
    // What Keras has downloaded.
    all.add(home.resolve(".keras").resolve("models"));
    return all;
  }

  /**
   * The file on this machine.
   *
   * @throws DatasetUnavailableException if it is nowhere and cannot be downloaded; the message says
   *     where it was looked for, what failed and what to do
   */
  Path get(Progress progress) throws IOException {
    List<Path> folders = folders();
    for (Path folder : folders) {
      if (Files.isRegularFile(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    Checksum known = checksum == null ? null : new Checksum(checksum, false);
    Download download =
        new Download(name, List.of(URI.create(origin)), known, Duration.ofSeconds(20));
    try {
      return download.to(folders.get(folders.size() - 2).resolve(name), progress);
    } catch (DatasetUnavailableException e) {
      throw new DatasetUnavailableException(
          "%s is not in %s, and %s. Download it elsewhere and put it into one of these folders, or into another and say -D%s=FOLDER."
              .formatted(name, folders, e.getMessage(), FOLDER_PROPERTY),
          e);
    }
  }
}
