package io.trihorn.examples.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory with the data sets of the examples, which are not part of Trihorn.
 *
 * @param root holds {@code tabular}, {@code text}, {@code timeseries}, {@code images} and {@code
 *     mnist}
 */
public record Data(Path root) {
  /**
   * A file or directory.
   *
   * @throws IOException if it is not there; the message says where it was looked for
   */
  public Path path(String name) throws IOException {
    Path path = root.resolve(name);
    if (!Files.exists(path)) {
      throw new IOException(
          "there is no "
              + name
              + " in "
              + root.toAbsolutePath().normalize()
              + ": give the directory that has it (--data DIR on the command line). docs/examples.md"
              + " says which data sets the examples use and where they come from");
    }
    return path;
  }

  /** A table without a header, with commas between values. */
  public Table csv(String name) throws IOException {
    return Table.read(path(name), ",");
  }

  /** A table without a header, with a tabulator after the first value; the rest is the second. */
  public Table tsv(String name) throws IOException {
    return Table.read(path(name), "\t");
  }

  /** A text in UTF-8. */
  public String text(String name) throws IOException {
    return Files.readString(path(name));
  }
}
