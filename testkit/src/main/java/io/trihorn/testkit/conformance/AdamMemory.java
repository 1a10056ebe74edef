package io.trihorn.testkit.conformance;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;

import io.trihorn.data.Dataset;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that says how much memory training with Adam takes, on Linux. */
public final class AdamMemory {
  private static final int ROWS = 8;

  private AdamMemory() {}

  /**
   * Prints the bytes for each parameter that the process holds after some steps: 4 for the weights
   * and 8 for the optimizer's slots are what there must be, 4 for the gradients while there are
   * any.
   *
   * @param arguments the width of the dense layer that has nearly all the parameters
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int width = Integer.parseInt(arguments[0]);
    // Once small, for what an engine holds anyway.
    train(10);
    long before = resident();
    long parameters = train(width);
    System.out.printf("%.1f%n", (double) (resident() - before) / parameters);
  }

  private static long train(int width) throws InterruptedException {
    Sequential model = new Sequential(input(width), dense(width), dense(1));
    model.compile("adam", "mean_squared_error");
    Dataset rows = Dataset.of(new float[ROWS][width], new float[ROWS][1]);
    model.fit(rows, FitOptions.epochs(4).verbose(false));
    System.gc();
    // What the collector finds is freed by another thread.
    Thread.sleep(500);
    return (long) width * width + 2L * width + 1;
  }

  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }
}
