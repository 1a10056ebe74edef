package io.trihorn.cli;

import io.trihorn.backend.Backends;
import io.trihorn.examples.LeNet;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.model.Sequential;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains LeNet on handwritten digits. */
@Command(name = "lenet", description = "Trains LeNet on MNIST and prints the test accuracy.")
final class LeNetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description =
          "dl4j, tensorflow or onnx; by default what configuration says, else ${DEFAULT-VALUE}.",
      defaultValue = "tensorflow")
  private String backend;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Directory with MNIST's four idx files; by default found or downloaded.")
  private Path data;

  @Option(names = "--epochs", description = "Passes over the data (${DEFAULT-VALUE}).")
  private int epochs = 8;

  @Option(names = "--batch", description = "Images in a step (${DEFAULT-VALUE}).")
  private int batch = 64;

  @Option(names = "--seed", description = "Of weights, shuffles and dropout (${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--dropout", description = "Share of features left out (${DEFAULT-VALUE}).")
  private double dropout = 0.5;

  @Option(
      names = "--precision",
      paramLabel = "POLICY",
      description =
          "Dtype policy of the layers: float32, mixed_bfloat16, mixed_float16, float64"
              + " (${DEFAULT-VALUE}).")
  private String precision = "float32";

  @Override
  public Integer call() throws Exception {
    if (epochs < 0 || batch < 1 || dropout < 0 || dropout >= 1) {
      throw new ParameterException(
          spec.commandLine(),
          "Expected --epochs of 0 or more, --batch of 1 or more and --dropout from 0 to below 1.");
    }
    boolean asked = spec.commandLine().getParseResult().hasMatchedOption("--backend");
    try (Sequential lenet = DtypePolicy.using(precision, () -> LeNet.model(dropout))) {
      lenet.seed(seed);
      if (asked || !Backends.isConfigured()) {
        lenet.on(backend);
      }
      LeNet.Digits digits = LeNet.digits(data, seed, System.out);
      double accuracy = LeNet.run(lenet, digits, epochs, batch, System.out);
      System.out.printf(Locale.ROOT, "test accuracy %.4f%n", accuracy);
    }
    return 0;
  }
}
