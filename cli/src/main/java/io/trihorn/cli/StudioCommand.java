package io.trihorn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Option(
      names = "--picture",
      paramLabel = "FILE.png",
      description =
          "Instead: trains LeNet on digits drawn by code and writes what a headless Chromium shows"
              + " of it.")
  private Path picture;

  @Option(
      names = "--cost",
      description =
          "Instead: trains LeNet with and without the callback, by turns, and tells how much more"
              + " time steps take with it, the first epoch apart, in which programs are compiled."
              + " Fails if that is more than 3 % in the turn in the middle.")
  private boolean cost;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (picture != null) {
      StudioPicture.write(picture);
      return 0;
    }
    if (cost) {
      return StudioCost.isLittle(spec.commandLine().getOut()) ? 0 : 1;
    }
    pages.serve(spec.commandLine().getOut(), "");
    return 0;
  }
}
