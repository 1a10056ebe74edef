package io.trihorn.cli;

import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.backend.Backends;
import io.trihorn.data.BatchIterator;
import io.trihorn.data.Dataset;
import io.trihorn.examples.LeNet;
import io.trihorn.model.Sequential;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows how far the losses of one training are apart on the backends. */
@Command(
    name = "agree",
    description =
        "Trains LeNet without dropout from one seed on each backend and compares the loss of every step;"
            + " fails if two differ by more than 1e-4 of the loss.")
final class AgreeCommand implements Callable<Integer> {
  private static final double LIMIT = 1e-4;
  private static final int BATCH = 64;

  @Option(
      names = "--backends",
      split = ",",
      paramLabel = "NAME",
      description = "Which backends (${DEFAULT-VALUE}); the first is what the others are held to.",
      defaultValue = "dl4j,tensorflow,onnx")
  private List<String> backends;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Directory with MNIST's four idx files.")
  private Path data;

  @Option(names = "--steps", description = "Training steps (${DEFAULT-VALUE}).")
  private int steps = 100;

  @Option(names = "--seed", description = "Of weights and shuffles (${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws Exception {
    backends.forEach(Backends::get);
    Dataset train = LeNet.digits(data, seed, System.out).train().shuffle(seed).batch(BATCH);
    Map<String, List<Double>> losses = new LinkedHashMap<>();
    for (String backend : backends) {
      losses.put(backend, losses(backend, train));
    }
    List<Double> first = losses.get(backends.get(0));
    System.out.printf(
        "%-12s %-14s %-14s %s%n", "backend", "first loss", "last loss", "largest difference");
    double worst = 0;
    for (Map.Entry<String, List<Double>> e : losses.entrySet()) {
      double largest = 0;
      for (int i = 0; i < steps; i++) {
        double expected = first.get(i);
        largest = Math.max(largest, Math.abs(e.getValue().get(i) - expected) / Math.abs(expected));
      }
      worst = Math.max(worst, largest);
      System.out.printf(
          "%-12s %-14.7f %-14.7f %.2e%n",
          e.getKey(), e.getValue().get(0), e.getValue().get(steps - 1), largest);
    }
    System.out.printf("largest relative difference in %d steps: %.2e%n", steps, worst);
    return worst <= LIMIT ? 0 : 1;
  }

  private List<Double> losses(String backend, Dataset train) {
    List<Double> losses = new ArrayList<>();
    try (Sequential lenet = LeNet.model(0)) {
      lenet.seed(seed);
      lenet.on(backend);
      lenet.compile(adam(1e-3), "sparse_categorical_crossentropy");
      long epoch = 0;
      while (losses.size() < steps) {
        try (BatchIterator batches = train.open(epoch++)) {
          while (batches.hasNext() && losses.size() < steps) {
            lenet.resetMetrics();
            losses.add(lenet.trainOnBatch(Dataset.of(batches.next())).get("loss"));
          }
        }
      }
    }
    return losses;
  }
}
