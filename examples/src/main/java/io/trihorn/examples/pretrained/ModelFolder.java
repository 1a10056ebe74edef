package io.trihorn.examples.pretrained;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where the files of unpacked packages are.
 *
 * @param root a folder that has them at any depth
 */
public record ModelFolder(Path root) {
  /**
   * The file of a name.
   *
   * @throws IOException if it is not there
   */
  public Path file(String name) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.getFileName().toString().equals(name))
          .sorted()
          .findFirst()
          .orElseThrow(() -> new IOException("there is no " + name + " in " + root));
    }
  }
}
