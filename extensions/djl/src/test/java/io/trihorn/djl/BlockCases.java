package io.trihorn.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv1dTranspose;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv2dTranspose;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.core.LinearCollection;
import ai.djl.nn.core.Multiplication;
import ai.djl.nn.core.Prelu;
import ai.djl.nn.core.SparseMax;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.GhostBatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.nn.transformer.PointwiseFeedForwardBlock;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** Every block of DJL's API, small. */
final class BlockCases {
  private BlockCases() {}

  /**
   * A block and what it is given.
   *
   * @param ids whether the inputs are positions in a table of four
   * @param peer whether DJL's PyTorch engine computes it
   */
  record Case(String name, Supplier<Block> block, List<Shape> inputs, boolean ids, boolean peer) {
    /** Float32 where DJL makes states or parameters of that type, whatever it is asked for. */
    DataType widest() {
      return FLOAT32_ONLY.contains(name) ? DataType.FLOAT32 : DataType.FLOAT64;
    }
  }

  private static final Set<String> FLOAT32_ONLY =
      Set.of("rnn", "lstm", "gru", "attention", "transformerEncoder");

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    dense(cases);
    windows(cases);
    norms(cases);
    recurrent(cases);
    attention(cases);
    return cases;
  }

  private static void add(List<Case> cases, String name, Supplier<Block> block, long... dims) {
    cases.add(new Case(name, block, List.of(new Shape(dims)), false, true));
  }

  private static void dense(List<Case> cases) {
    add(cases, "linear", () -> Linear.builder().setUnits(3).build(), 2, 4);
    add(cases, "linear3", () -> Linear.builder().setUnits(3).optBias(false).build(), 2, 3, 4);
    add(cases, "linearCollection", () -> LinearCollection.builder().setUnits(3).build(), 2, 3, 4);
    add(cases, "multiplication", () -> Multiplication.builder().setUnits(3).build(), 2, 4);
    cases.add(new Case("prelu", () -> new Prelu(), List.of(new Shape(2, 3, 4)), false, false));
    add(cases, "sparseMax", SparseMax::new, 2, 5);
    cases.add(
        new Case(
            "embedding",
            () -> new IdEmbedding.Builder().setDictionarySize(4).setEmbeddingSize(3).build(),
            List.of(new Shape(2, 3)),
            true,
            true));
    add(
        cases,
        "parallel",
        () ->
            new ParallelBlock(
                list -> new NDList(list.get(0).head().add(list.get(1).head())),
                List.of(
                    Linear.builder().setUnits(3).build(), Linear.builder().setUnits(3).build())),
        2,
        4);
    for (Activations activation : Activations.values()) {
      add(cases, activation.name().toLowerCase(Locale.ROOT), activation.block, 2, 5);
    }
  }

  private enum Activations {
    RELU(Activation::reluBlock),
    SIGMOID(Activation::sigmoidBlock),
    TANH(Activation::tanhBlock),
    SOFTPLUS(Activation::softPlusBlock),
    SOFTSIGN(Activation::softSignBlock),
    GELU(Activation::geluBlock),
    MISH(Activation::mishBlock),
    SELU(Activation::seluBlock),
    ELU(() -> Activation.eluBlock(0.7f)),
    SWISH(() -> Activation.swishBlock(1.5f)),
    LEAKY_RELU(() -> Activation.leakyReluBlock(0.2f));

    private final Supplier<Block> block;

    Activations(Supplier<Block> block) {
      this.block = block;
    }
  }

  private static void windows(List<Case> cases) {
    add(
        cases,
        "conv1d",
        () -> Conv1d.builder().setKernelShape(new Shape(3)).setFilters(2).build(),
        2,
        3,
        6);
    add(
        cases,
        "conv2d",
        () ->
            Conv2d.builder()
                .setKernelShape(new Shape(3, 2))
                .setFilters(4)
                .optStride(new Shape(2, 1))
                .optPadding(new Shape(1, 1))
                .optGroups(2)
                .build(),
        2,
        2,
        5,
        4);
    add(
        cases,
        "conv3d",
        () -> Conv3d.builder().setKernelShape(new Shape(2, 2, 2)).setFilters(2).build(),
        1,
        2,
        3,
        3,
        3);
    cases.add(
        new Case(
            "conv1dTranspose",
            () -> Conv1dTranspose.builder().setKernelShape(new Shape(3)).setFilters(2).build(),
            List.of(new Shape(2, 3, 4)),
            false,
            false));
    cases.add(
        new Case(
            "conv2dTranspose",
            () ->
                Conv2dTranspose.builder()
                    .setKernelShape(new Shape(3, 3))
                    .setFilters(2)
                    .optStride(new Shape(2, 2))
                    .build(),
            List.of(new Shape(1, 2, 3, 3)),
            false,
            false));
    add(cases, "maxPool1d", () -> Pool.maxPool1dBlock(new Shape(2), new Shape(2)), 2, 2, 6);
    add(cases, "maxPool2d", () -> Pool.maxPool2dBlock(new Shape(2, 2)), 1, 2, 4, 4);
    add(cases, "maxPool3d", () -> Pool.maxPool3dBlock(new Shape(2, 2, 2)), 1, 1, 4, 4, 4);
    add(cases, "avgPool1d", () -> Pool.avgPool1dBlock(new Shape(2), new Shape(2)), 2, 2, 6);
    add(
        cases,
        "avgPool2d",
        () -> Pool.avgPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1)),
        1,
        2,
        5,
        5);
    add(cases, "avgPool3d", () -> Pool.avgPool3dBlock(new Shape(2, 2, 2)), 1, 1, 4, 4, 4);
    add(cases, "lpPool2d", () -> Pool.lpPool2dBlock(2, new Shape(2, 2)), 1, 2, 4, 4);
    add(cases, "globalMaxPool2d", Pool::globalMaxPool2dBlock, 2, 2, 3, 3);
    add(cases, "globalAvgPool2d", Pool::globalAvgPool2dBlock, 2, 2, 3, 3);
  }

  private static void norms(List<Case> cases) {
    add(cases, "batchNorm", () -> BatchNorm.builder().build(), 4, 2, 3);
    // Of several virtual batches DJL's block squeezes an axis that is not of extent 1.
    add(
        cases,
        "ghostBatchNorm",
        () -> GhostBatchNorm.builder().optVirtualBatchSize(4).build(),
        4,
        2,
        3);
    add(cases, "layerNorm", () -> LayerNorm.builder().build(), 2, 3, 4);
    add(cases, "dropout", () -> Dropout.builder().optRate(0.4f).build(), 3, 5);
  }

  private static void recurrent(List<Case> cases) {
    add(
        cases,
        "rnn",
        () ->
            RNN.builder()
                .setStateSize(3)
                .setNumLayers(1)
                .setActivation(RNN.Activation.TANH)
                .optBatchFirst(true)
                .build(),
        2,
        4,
        3);
    add(
        cases,
        "lstm",
        () ->
            LSTM.builder()
                .setStateSize(3)
                .setNumLayers(2)
                .optBatchFirst(true)
                .optReturnState(true)
                .build(),
        2,
        4,
        3);
    add(
        cases,
        "gru",
        () -> GRU.builder().setStateSize(3).setNumLayers(1).optBatchFirst(true).build(),
        2,
        4,
        3);
  }

  private static void attention(List<Case> cases) {
    add(
        cases,
        "attention",
        () ->
            new SequentialBlock()
                .add(new LambdaBlock(x -> new NDList(x.head(), x.head(), x.head())))
                .add(
                    ScaledDotProductAttentionBlock.builder()
                        .setEmbeddingSize(4)
                        .setHeadCount(2)
                        .optAttentionProbsDropoutProb(0)
                        .build()),
        2,
        3,
        4);
    add(
        cases,
        "feedForward",
        () -> new PointwiseFeedForwardBlock(List.of(5), 4, Activation::gelu),
        2,
        3,
        4);
    add(
        cases,
        "transformerEncoder",
        () -> new TransformerEncoderBlock(4, 2, 6, 0f, Activation::relu),
        2,
        3,
        4);
  }
}
