package io.trihorn.saving.files;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is no file, as a jar's entry, as one in a folder of its own until it is closed. */
public final class ResourceFile implements AutoCloseable {
  private final Path folder;
  private final Path path;

  /**
   * Copies it.
   *
   * @throws IOException if it cannot be read, or the folder for temporary files has no room
   */
  public ResourceFile(URL place) throws IOException {
    String name = place.getPath().substring(place.getPath().lastIndexOf('/') + 1);
    folder = Files.createTempDirectory("trihorn");
    path = folder.resolve(name.isEmpty() ? "resource" : name);
    try (InputStream bytes = place.openStream()) {
      Files.copy(bytes, path);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The copy, which has the name of the original. */
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    Folders.delete(folder);
  }
}
