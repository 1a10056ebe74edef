package io.trihorn.cli;

import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.Progress;
import io.trihorn.examples.LeNet;
import io.trihorn.model.Sequential;
import io.trihorn.web.DrawingPage;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a page in which a model learns. */
@Command(
    name = "web",
    description = {
      "Writes a folder for any static server: a page in which a model learns the digits that its"
          + " visitor draws, by ONNX Runtime in the browser."
    })
final class WebCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "MODEL", description = "lenet.")
  private String model;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "The folder.")
  private Path out;

  @Option(
      names = "--runtime",
      paramLabel = "DIR",
      description =
          "Folder of the npm package onnxruntime-web 1.30.0 where it is installed; by default it is"
              + " downloaded (33 MB) and kept in ~/.trihorn/web.")
  private Path runtime;

  @Option(
      names = "--epochs",
      description =
          "Passes over MNIST before, so that the page knows digits already (${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Directory with MNIST's four idx files; by default found or downloaded.")
  private Path data;

  @Option(names = "--seed", description = "Of weights, shuffles and dropout (${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws Exception {
    if (!model.equals("lenet") || epochs < 0) {
      throw new ParameterException(
          spec.commandLine(), "Expected the model lenet, and --epochs of 0 or more.");
    }
    PrintStream log = System.out;
    // Without dropout: a few drawings are too little to leave half of the features out.
    try (Sequential lenet = LeNet.model(0)) {
      lenet.seed(seed);
      lenet.on("onnx");
      lenet.compile(adam(5e-3), "sparse_categorical_crossentropy");
      if (epochs > 0) {
        lenet.fit(LeNet.digits(data, seed, log).train(), epochs(epochs).batchSize(64));
      }
      Progress progress =
          (file, bytes, total) -> {
            if (bytes == total) {
              log.printf("got %s: %,d bytes%n", file, bytes);
            }
          };
      DrawingPage.write(lenet, out, runtime, progress);
    }
    log.printf("wrote %s; serve it, for example by: jwebserver -d %s%n", out, out.toAbsolutePath());
    return 0;
  }
}
