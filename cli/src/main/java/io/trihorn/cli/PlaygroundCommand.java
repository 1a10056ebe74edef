package io.trihorn.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Serves the playground. */
@Command(
    name = "playground",
    description =
        "Serves a page for the browser in which small networks learn points of a plane, on the"
            + " backend that is chosen there. Until it is stopped.")
final class PlaygroundCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StudioPages pages;

  @Override
  public Integer call() throws IOException, InterruptedException {
    pages.serve(spec.commandLine().getOut(), "playground");
    return 0;
  }
}
