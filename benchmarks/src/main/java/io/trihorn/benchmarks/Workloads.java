package io.trihorn.benchmarks;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The models that are measured. All but the recommender are trained with Adam (learning rate 1e-3,
 * beta 0.9 and 0.999, epsilon 1e-7 or what the library has), that one with plain gradient descent
 * (learning rate 0.5), on the mean categorical cross-entropy of a softmax.
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

  /** Both directions over sentences of several lengths. */
  public static final Workload BILSTM =
      new Workload(
          "bilstm",
          "embedding of 20,000 words in 64, zeros masked, bidirectional lstm 64, the last outputs"
              + " side by side, dense 10",
          List.of(80),
          20_000,
          List.of(),
          10,
          32,
          "adam",
          20_000 * 64 + 2 * 4 * (64 * 64 + 64 * 64 + 64) + dense(128, 10));

  /** Convolutions of three widths over a text. */
  public static final Workload TEXT_CNN =
      new Workload(
          "textcnn",
          "embedding of 20,000 words in 128, beside each other conv 128@3, 4 and 5 with relu and"
              + " global max pooling, dropout 0.5, dense 10",
          List.of(400),
          20_000,
          List.of(),
          10,
          32,
          "adam",
          20_000 * 128 + 128 * 128 * (3 + 4 + 5) + 3 * 128 + dense(3 * 128, 10));

  /** A large table of which a step needs a few rows. */
  public static final Workload RECOMMENDER =
      new Workload(
          "recommender",
          "embedding of 1,000,000 things in 64 (gradients sparse where the library has them), mean"
              + " over 8, dense 64, relu, dense 10",
          List.of(8),
          1_000_000,
          List.of(),
          10,
          256,
          "sgd",
          1_000_000 * 64L + dense(64, 64) + dense(64, 10));

  /** The residual network of 50 layers, as Keras's applications have it. */
  public static final Workload RESNET50 =
      new Workload(
          "resnet50",
          "ResNet-50 (v1, strides in the first 1x1, convolutions with biases), dense 10",
          List.of(224, 224, 3),
          10,
          8,
          23_555_082);

  /** Depthwise convolutions. */
  public static final Workload MOBILENETV2 =
      new Workload(
          "mobilenetv2",
          "MobileNetV2 of width 1, dense 10",
          List.of(224, 224, 3),
          10,
          8,
          2_236_682);

  /** Depthwise convolutions with squeeze and excitation. */
  public static final Workload EFFICIENTNETB0 =
      new Workload(
          "efficientnetb0",
          "EfficientNet-B0 without its rescaling, drop connect 0.2, dropout 0.2, dense 10",
          List.of(224, 224, 3),
          10,
          8,
          4_020_358);

  /** An image to a class at each pixel. */
  public static final Workload UNET =
      new Workload(
          "unet",
          "down: two conv @3x3 with relu of 16, 32, 64, 128 filters, max pooling 2 after each; two"
              + " of 256; up: transposed conv @2x2 by 2, beside what was there on the way down, two"
              + " conv @3x3 with relu; conv 10@1x1",
          List.of(128, 128, 3),
          0,
          List.of(128, 128),
          10,
          8,
          "adam",
          1_941_258);

  /** BERT-base's encoder. */
  public static final Workload BERT =
      new Workload(
          "bert",
          "embedding of 30,522 words in 768, positions added, layer norm, dropout 0.1, twelve encoder"
              + " blocks (attention of 12 heads of 64 with dropout 0.1, dropout 0.1, add, layer norm,"
              + " dense 3072, gelu, dense 768, dropout 0.1, add, layer norm), of the first place dense"
              + " 768, tanh, dense 10",
          List.of(128),
          30_522,
          List.of(),
          10,
          8,
          "adam",
          (30_522 + 128) * 768 + 2 * 768 + 12 * block(768) + dense(768, 768) + dense(768, 10));

  /** GPT-2's small shape at a quarter of its width. */
  public static final Workload GPT =
      new Workload(
          "gpt",
          "embedding of 50,257 words in 192, positions added, dropout 0.1, twelve decoder blocks"
              + " (layer norm, causal attention of 12 heads of 16 with dropout 0.1, dropout 0.1, add,"
              + " layer norm, dense 768, gelu, dense 192, dropout 0.1, add), layer norm, scores"
              + " of all words by the embedding's table",
          List.of(128),
          50_257,
          List.of(128),
          50_257,
          8,
          "adam",
          (50_257 + 128) * 192 + 12 * block(192) + 2 * 192);

  /** All of them, in the order of the report. */
  public static final List<Workload> ALL =
      List.of(
          LENET,
          MLP,
          RESNET20,
          LSTM,
          GRU,
          TRANSFORMER,
          BILSTM,
          TEXT_CNN,
          RECOMMENDER,
          UNET,
          RESNET50,
          MOBILENETV2,
          EFFICIENTNETB0,
          BERT,
          GPT);

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

  /** Attention and two dense layers of four times the width, each with a layer norm. */
  private static long block(int width) {
    return 4 * dense(width, width)
        + dense(width, 4 * width)
        + dense(4 * width, width)
        + 2 * 2 * width;
  }

  /** A 3×3 convolution with bias, and the scale and offset of its batch norm. */
  private static long convNorm(int in, int out) {
    return 9L * in * out + out + 2 * out;
  }

  private static long stage(int in, int out) {
    return convNorm(in, out) + 5 * convNorm(out, out) + dense(in, out);
  }
}
