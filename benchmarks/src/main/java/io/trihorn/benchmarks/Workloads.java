package io.trihorn.benchmarks;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The models that are measured. All are trained with Adam (learning rate 1e-3, beta 0.9 and 0.999,
 * epsilon 1e-7 or what the library has) on the mean categorical cross-entropy of a softmax.
 */
public final class Workloads {
  /** The convolutional network of LeCun and others, with a dropout. */
  public static final Workload LENET =
      new Workload(
          "lenet",
          "conv 6@5x5, max pooling 2, sigmoid, conv 16@5x5, max pooling 2, sigmoid, dropout 0.5,"
              + " conv 120@1x1, flatten, dense 84, sigmoid, dense 10",
          List.of(28, 28, 1),
          10,
          64,
          (5 * 5 * 6 + 6)
              + (5 * 5 * 6 * 16 + 16)
              + (16 * 120 + 120)
              + (4 * 4 * 120 * 84 + 84)
              + (84 * 10 + 10));

  /** Two wide dense layers. */
  public static final Workload MLP =
      new Workload(
          "mlp",
          "dense 512, relu, dense 512, relu, dense 10",
          List.of(784),
          10,
          128,
          dense(784, 512) + dense(512, 512) + dense(512, 10));

  /** The smallest residual network for 32×32 images. */
  public static final Workload RESNET20 =
      new Workload(
          "resnet20",
          "conv 16@3x3, batch norm, relu; three stages of three basic blocks with 16, 32, 64 filters"
              + " (1x1 convolution as the shortcut where the size changes); global average pooling,"
              + " dense 10",
          List.of(32, 32, 3),
          10,
          32,
          convNorm(3, 16)
              + 3 * (2 * convNorm(16, 16))
              + stage(16, 32)
              + stage(32, 64)
              + dense(64, 10));

  /** A long short-term memory of which the last output counts. */
  public static final Workload LSTM =
      new Workload(
          "lstm",
          "lstm 128 over 80 steps of 64 features, last output, dense 10",
          List.of(80, 64),
          10,
          32,
          4 * (64 * 128 + 128 * 128 + 128) + dense(128, 10));

  /** A gated recurrent unit with the reset gate applied after the product, hence two biases. */
  public static final Workload GRU =
      new Workload(
          "gru",
          "gru 128 over 80 steps of 64 features, last output, dense 10",
          List.of(80, 64),
          10,
          32,
          3 * (64 * 128 + 128 * 128 + 2 * 128) + dense(128, 10));

  /** Two encoder blocks. */
  public static final Workload TRANSFORMER =
      new Workload(
          "transformer",
          "two encoder blocks (attention of 4 heads of 32 with dropout 0.1 on its weights, dropout 0.1,"
              + " add, layer norm, dense 512, relu, dense 128, dropout 0.1, add, layer norm) over 64"
              + " steps of 128 features, mean over steps, dense 10",
          List.of(64, 128),
          10,
          32,
          2 * (4 * dense(128, 128) + dense(128, 512) + dense(512, 128) + 2 * 2 * 128)
              + dense(128, 10));

  /** All of them, in the order of the report. */
  public static final List<Workload> ALL = List.of(LENET, MLP, RESNET20, LSTM, GRU, TRANSFORMER);

  private Workloads() {}

  /**
   * Returns the workload of a name.
   *
   * @throws IllegalArgumentException if there is none; the message names those there are
   */
  public static Workload named(String name) {
    return ALL.stream()
        .filter(workload -> workload.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no model named '"
                        + name
                        + "'; there are "
                        + ALL.stream().map(Workload::name).collect(Collectors.joining(", "))));
  }

  private static long dense(int in, int out) {
    return (long) in * out + out;
  }

  /** A 3×3 convolution with bias, and the scale and offset of its batch norm. */
  private static long convNorm(int in, int out) {
    return 9L * in * out + out + 2 * out;
  }

  private static long stage(int in, int out) {
    return convNorm(in, out) + 5 * convNorm(out, out) + dense(in, out);
  }
}
