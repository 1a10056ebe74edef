package io.trihorn.testkit.goldens;

import io.trihorn.backend.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One kind of reference data: where its cases are, and what a case compares. */
public interface GoldenKind {
  /** The name, for example {@code layers}. */
  String name();

  /**
   * The cases in a directory of reference data, by default each a file of its own; none where it
   * has none of this kind.
   */
  default List<GoldenCase> cases(Path directory) throws IOException {
    return GoldenFiles.separate(directory, name());
  }

  /** Why a case's results are on purpose others than Keras's; null where they are the same. */
  default String deviation(GoldenCase golden) {
    return null;
  }

  /** Whether a problem is part of a case's {@link #deviation}; by default any is. */
  default boolean isDeviation(GoldenCase golden, String problem) {
    return true;
  }

  /**
   * Runs a case.
   *
   * @throws io.trihorn.config.UnknownNameException if it is about a class or function that is not
   *     known here
   */
  void run(GoldenCase golden, Backend backend, Checks checks) throws IOException;
}
