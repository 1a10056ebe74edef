package io.trihorn.cli.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A good file, of which damaged ones are made.
 *
 * @param name what it holds
 * @param loader loads a damaged copy of it
 */
record Seed(String name, byte[] bytes, Loader loader) {
  /** Loads a file, and looks at what is in it. */
  @FunctionalInterface
  interface Loader {
    void load(Path file) throws IOException;
  }

  /** Makes the seeds of a kind of file. */
  @FunctionalInterface
  interface Source {
    /** All of them, always in the same order; written to a folder where that is needed. */
    List<Seed> in(Path folder) throws IOException;
  }
}
