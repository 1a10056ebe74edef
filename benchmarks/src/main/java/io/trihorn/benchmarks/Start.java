package io.trihorn.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a process is started.
 *
 * @param command program and arguments
 * @param environment variables set in addition to the driver's
 */
public record Start(List<String> command, Map<String, String> environment) {
  /** The same on one processor of Linux, which the process takes for the only one. */
  Start on(int processor) {
    List<String> pinned =
        Stream.concat(
                Stream.of("taskset", "--cpu-list", Integer.toString(processor)), command.stream())
            .toList();
    return new Start(pinned, environment);
  }
}
