package io.trihorn.backend.dl4j.network;

import static io.trihorn.layers.Layers.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.backend.BackendException;
import io.trihorn.backend.dl4j.Dl4j;
import io.trihorn.backend.dl4j.samediff.Arrays;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.testkit.conformance.ExampleModels;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Networks of Deeplearning4j's layers that give the same outputs. */
class NetworkExportTest {
  /** Of the largest output: engines add float32 products up in an order of their own. */
  private static final double TOLERANCE = 2e-5;

  record Case(String name, Supplier<Model> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case image(String name, Layer... layers) {
    return sequential(name, input(9, 8, 3), layers);
  }

  private static Case sequence(String name, Layer... layers) {
    return sequential(name, input(7, 5), layers);
  }

  private static Case sequential(String name, Layer input, Layer... layers) {
    return new Case(
        name,
        () -> {
          List<Layer> all = new ArrayList<>(List.of(layers));
          all.add(0, input);
          Model model = new Sequential(all.toArray(Layer[]::new));
          return model;
        });
  }

  static List<Case> cases() {
    return List.of(
        sequential("dense", input(5), dense(4, "relu"), dense(3).useBias(false), softmax()),
        sequential("activations", input(5), leakyRelu(), dense(4, "tanh"), elu(), relu()),
        sequential("quiet layers", input(5), dropout(0.5), gaussianNoise(0.1), dense(2, "silu")),
        sequential("embedding", input(6).dtype("int32"), embedding(11, 4), lstm(3)),
        image("convolution", conv2d(4, 2, 3).activation("relu"), flatten(), dense(3)),
        image("same and strides", conv2d(4, 3).strides(2).padding("same")),
        image("dilation", conv2d(4, 2).dilationRate(2).useBias(false)),
        image("depthwise", depthwiseConv2d(2, 3).depthMultiplier(2).padding("same")),
        image("separable", separableConv2d(5, 3).depthMultiplier(2)),
        image("transposed", conv2dTranspose(4, 3).strides(2)),
        image("transposed, same", conv2dTranspose(4, 3).strides(2).padding("same")),
        image("pooling", maxPooling2d(2), averagePooling2d(2)),
        image("pooling, same", maxPooling2d(3).strides(2).padding("same")),
        image("mean, same", averagePooling2d(3).strides(2).padding("same")),
        image("global", conv2d(4, 3), globalAveragePooling2d(), dense(2)),
        image("global maximum", globalMaxPooling2d()),
        image(
            "normalization", batchNormalization(), conv2d(2, 1), batchNormalization().scale(false)),
        image("borders", zeroPadding2d(1, 2), cropping2d(1, 0), upSampling2d(2)),
        image("reshape", reshape(12, 18), globalAveragePooling1d()),
        sequence("lstm", lstm(4).returnSequences(true), lstm(3), dense(2)),
        sequence("simple", simpleRnn(4).returnSequences(true), simpleRnn(3).useBias(false)),
        sequence("bidirectional", bidirectional(lstm(4).returnSequences(true)), lstm(2)),
        sequence("convolution of sequences", conv1d(4, 3).padding("causal"), conv1d(2, 2)),
        sequence("maximum of sequences", globalMaxPooling1d()),
        new Case("residual", NetworkExportTest::residual),
        new Case("two inputs and outputs", () -> ExampleModels.wholes().get(3).make().get()),
        new Case("convolutional", () -> ExampleModels.wholes().get(0).make().get()));
  }

  private static Model residual() {
    KerasTensor x = inputTensor(6, 6, 3);
    KerasTensor a = conv2d(3, 3).padding("same").apply(x);
    KerasTensor sum = add().apply(x, a);
    KerasTensor all = concatenate().apply(sum, multiply().apply(x, a), maximum().apply(x, a));
    return new Model(x, subtract().apply(average().apply(all, all), all));
  }

  private static void compare(Model model, ComputationGraph network) {
    for (long batch : new long[] {1, 4}) {
      List<TensorData> inputs = ExampleModels.inputs(model, batch, batch);
      INDArray[] outputs = network.output(inputs.stream().map(Arrays::of).toArray(INDArray[]::new));
      List<TensorData> expected = model.predictOnBatch(inputs.toArray(TensorData[]::new));
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(expected.get(i).type().dims(), outputs[i].shape());
        double[] values = outputs[i].castTo(DataType.DOUBLE).dup('c').data().asDouble();
        double[] ours = expected.get(i).toDoubleArray();
        double scale = DoubleStream.of(ours).map(Math::abs).reduce(1, Math::max);
        assertArrayEquals(ours, values, TOLERANCE * scale, "batch " + batch);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aNetworkGivesWhatPredictGives(Case c) {
    try (Model model = c.make().get().on("dl4j")) {
      ExampleModels.fill(model, 5);
      compare(model, Dl4j.toComputationGraph(model));
    }
  }

  @Test
  void aNetworkCanBeSavedAndRead(@TempDir Path directory) throws Exception {
    try (Model model = ExampleModels.wholes().get(0).make().get().on("dl4j")) {
      ExampleModels.fill(model, 5);
      File file = directory.resolve("network.zip").toFile();
      Dl4j.toComputationGraph(model).save(file);
      compare(model, ComputationGraph.load(file, false));
    }
  }

  @Test
  void allThatIsMissingIsListed() {
    try (Model model =
        new Sequential(
            input(8, 4), gru(5).returnSequences(true), dense(3), lstm(2), dense(2, "gelu"))) {
      String message =
          assertThrows(BackendException.class, () -> Dl4j.toComputationGraph(model)).getMessage();
      assertTrue(message.contains("'gru' (GRU)"), message);
      assertTrue(message.contains("'dense' (Dense): an input of shape"), message);
      assertTrue(message.contains("activation gelu"), message);
    }
  }
}
