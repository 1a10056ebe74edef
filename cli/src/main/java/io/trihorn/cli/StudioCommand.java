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
          "Instead: trains LeNet on digits drawn by code and writes what a headless Chromium shows of"
              + " it.")
  private Path picture;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (picture != null) {
      StudioPicture.write(picture);
      return 0;
    }
    pages.serve(spec.commandLine().getOut(), "");
    return 0;
  }
}
