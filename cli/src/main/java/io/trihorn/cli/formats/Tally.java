package io.trihorn.cli.formats;

import static java.util.stream.Collectors.joining;

import io.trihorn.backend.BackendException;
import java.util.ArrayList;
import java.util.List;

/** How many trials of one thing there were and passed, and why others did not. */
final class Tally {
  /** What is tried; ends normally if it passes. */
  interface Trial {
    void run() throws Exception;
  }

  private final List<String> problems = new ArrayList<>();
  private int passed;
  private int tried;

  /** Tries something; whatever it throws is its failure. */
  void attempt(String name, Trial trial) {
    tried++;
    try {
      trial.run();
      passed++;
    } catch (Exception | LinkageError e) {
      // A table that stops at the first problem would count nothing: the problem is listed.
      String message =
          String.valueOf(e.getMessage()).lines().map(String::strip).collect(joining(" "));
      problems.add(
          name
              + ": "
              + (e instanceof BackendException ? "" : e.getClass().getSimpleName() + ": ")
              + message);
    }
  }

  /** Adds counts from elsewhere. */
  void add(long more, long passing) {
    tried += Math.toIntExact(more);
    passed += Math.toIntExact(passing);
  }

  List<String> problems() {
    return problems;
  }

  @Override
  public String toString() {
    return tried == 0 ? "" : passed + " / " + tried;
  }
}
