package io.trihorn.data.download;

import io.trihorn.data.DatasetUnavailableException;
import io.trihorn.data.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A file that is published: found on this machine, or downloaded once, checked, and kept; a
 * download that broke off goes on.
 *
 * @param shelf where it is looked for and kept
 * @param name its name there
 * @param origin where it is published
 * @param checksum its SHA-256 or MD5; null where none is published
 */
public record PublishedFile(Shelf shelf, String name, String origin, String checksum) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /**
   * The file on this machine.
   *
   * @throws DatasetUnavailableException if it is nowhere and cannot be downloaded; the message says
   *     where it was looked for, what failed and what to do
   */
  public Path get(Progress progress) throws IOException {
    Optional<Path> found = shelf.find(name);
    if (found.isPresent()) {
      return found.get();
    }
    Checksum known = checksum == null ? null : new Checksum(checksum, false);
    Download download = new Download(name, List.of(URI.create(origin)), known, PATIENCE);
    try {
      return download.to(shelf.own().resolve(name), progress);
    } catch (DatasetUnavailableException e) {
      throw new DatasetUnavailableException(
          "%s is not in %s, and %s. Download it elsewhere and put it into one of these folders, or into another and say -D%s=FOLDER."
              .formatted(name, shelf.folders(), e.getMessage(), shelf.property()),
          e);
    }
  }
}
