package io.trihorn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/**
 * Stands for the benchmarks, which run on a class path of their own, with the peers on it: the
 * launcher starts them instead of this program.
 */
@Command(
    name = "bench",
    description = "Measures Trihorn and its peers in one run; ./trihorn bench --help says more.")
final class BenchCommand implements Callable<Integer> {
  @Parameters(arity = "0..*", hidden = true)
  private List<String> arguments = new ArrayList<>();

  @Unmatched private List<String> options = new ArrayList<>();

  @Override
  public Integer call() {
    throw new IllegalStateException(
        "the peers that Trihorn is measured against are not on this class path. In a checkout of"
            + " Trihorn run "
            + String.join(" ", "./trihorn bench", String.join(" ", arguments)).strip());
  }
}
