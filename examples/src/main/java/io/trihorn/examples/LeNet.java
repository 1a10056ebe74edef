package io.trihorn.examples;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.maxPooling2d;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.Dataset;
import io.trihorn.data.DatasetUnavailableException;
import io.trihorn.data.Progress;
import io.trihorn.data.digits.DrawnDigits;
import io.trihorn.data.digits.Mnist;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * LeNet (LeCun et al., 1998, in a modern dress) learns handwritten digits, on the backend that
 * configuration chooses.
 */
public final class LeNet {
  private static final int DRAWN_TRAIN = 12_000;
  private static final int DRAWN_TEST = 2_000;

  private LeNet() {}

  /**
   * The network, from images {@code (batch, 28, 28, 1)} to probabilities {@code (batch, 10)}.
   *
   * @param rate the share of features that dropout leaves out in training
   */
  public static Sequential model(double rate) {
    return new Sequential(
        input(28, 28, 1),
        conv2d(6, 5),
        maxPooling2d(2),
        activation("sigmoid"),
        conv2d(16, 5),
        maxPooling2d(2),
        activation("sigmoid"),
        dropout(rate),
        conv2d(120, 1),
        flatten(),
        dense(84, "sigmoid"),
        dense(10, "softmax"));
  }

  /** Images and labels to learn from and to be judged by. */
  public record Digits(Dataset train, Dataset test) {}

  /**
   * MNIST from a directory, or from where it is found or downloaded to; where it cannot be had,
   * says so and draws digits instead.
   *
   * @param directory with the four files, or null
   */
  public static Digits digits(Path directory, long seed, PrintStream out) throws IOException {
    try {
      Mnist mnist = directory != null ? Mnist.load(directory) : Mnist.load(progress(out));
      return new Digits(mnist.train().dataset(), mnist.test().dataset());
    } catch (DatasetUnavailableException e) {
      out.println(e.getMessage());
      out.printf("Going on with %,d digits drawn by code (not MNIST).%n", DRAWN_TRAIN + DRAWN_TEST);
      return new Digits(
          DrawnDigits.draw(DRAWN_TRAIN, seed).dataset(),
          DrawnDigits.draw(DRAWN_TEST, seed + 1).dataset());
    }
  }

  private static Progress progress(PrintStream out) {
    return (file, bytes, total) ->
        out.printf(
            "\r%s: %,d of %s bytes",
            file, bytes, total < 0 ? "?" : String.format(Locale.ROOT, "%,d", total));
  }

  /**
   * Trains and evaluates.
   *
   * @return the accuracy on the test images
   */
  public static double run(
      Sequential lenet, Digits digits, int epochs, int batchSize, PrintStream out) {
    lenet.compile(adam(1e-3), "sparse_categorical_crossentropy", "accuracy");
    out.print(lenet.summary());
    out.println("Backend: " + lenet.backend().name());
    lenet.fit(digits.train(), epochs(epochs).batchSize(batchSize).validation(digits.test()));
    Map<String, Double> scores = lenet.evaluate(digits.test().batch(500));
    return scores.get("accuracy");
  }

  /** Trains on the backend that configuration chooses, for five epochs. */
  public static void main(String[] args) throws IOException {
    try (Sequential lenet = model(0.5)) {
      double accuracy = run(lenet, digits(null, 0, System.out), 5, 64, System.out);
      System.out.printf(Locale.ROOT, "test accuracy %.4f%n", accuracy);
    }
  }
}
