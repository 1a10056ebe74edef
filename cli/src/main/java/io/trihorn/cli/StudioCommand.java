package io.trihorn.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Serves the pages of runs. */
@Command(
    name = "studio",
    description =
        "Serves pages for the browser: runs with their curves while they train, networks, new runs."
            + " Until it is stopped.")
final class StudioCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StudioPages pages;

  @Override
  public Integer call() throws IOException, InterruptedException {
    pages.serve(spec.commandLine().getOut(), "");
    return 0;
  }
}
