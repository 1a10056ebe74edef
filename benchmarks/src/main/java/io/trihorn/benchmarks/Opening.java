package io.trihorn.benchmarks;

import java.nio.file.Path;

/** A contestant that writes its model into a file, and takes one from there. */
public interface Opening extends Contestant {
  /** Writes the model. */
  void save(Path file);

  /** Takes the model of a file instead of {@link #setUp}; it need not train. */
  void open(Path file, Workload workload);
}
