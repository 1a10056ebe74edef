package io.trihorn.benchmarks.trihorn;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.globalAveragePooling1d;
import static io.trihorn.layers.Layers.globalAveragePooling2d;
import static io.trihorn.layers.Layers.gru;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.layerNormalization;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.layers.Layers.maxPooling2d;
import static io.trihorn.layers.Layers.multiHeadAttention;

import io.trihorn.benchmarks.Workload;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.normalization.BatchNormalization;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** The workloads as Trihorn models, by name. */
public final class TrihornModels {
  private static final Map<String, Supplier<Model>> MODELS =
      Map.ofEntries(
          Map.entry("lenet", TrihornModels::lenet),
          Map.entry("mlp", TrihornModels::mlp),
          Map.entry("resnet20", TrihornModels::resnet20),
          Map.entry("lstm", () -> new Sequential(input(80, 64), lstm(128), dense(10, "softmax"))),
          Map.entry("gru", () -> new Sequential(input(80, 64), gru(128), dense(10, "softmax"))),
          Map.entry("transformer", TrihornModels::transformer),
          Map.entry("bilstm", TextModels::bilstm),
          Map.entry("textcnn", TextModels::textCnn),
          Map.entry("recommender", TextModels::recommender),
          Map.entry("bert", TextModels::bert),
          Map.entry("gpt", TextModels::gpt),
          Map.entry("unet", VisionModels::unet),
          Map.entry("resnet50", VisionModels::resnet50),
          Map.entry("mobilenetv2", VisionModels::mobileNetV2),
          Map.entry("efficientnetb0", VisionModels::efficientNetB0));

  private TrihornModels() {}

  /** Returns the names of the workloads there are models for. */
  public static Set<String> names() {
    return MODELS.keySet();
  }

  /** Returns the names of those that keep a state between steps, from which a loop can sample. */
  public static Set<String> stateful() {
    return Generator.names();
  }

  /** Returns the shape of a batch of inputs. */
  public static long[] shape(Workload workload, int batch) {
    return LongStream.concat(
            LongStream.of(batch), workload.input().stream().mapToLong(Integer::longValue))
        .toArray();
  }

  /** Returns a batch of inputs: floats, or words as integers. */
  public static TensorData inputs(Workload workload, float[] values, int batch) {
    long[] shape = shape(workload, batch);
    if (workload.words() == 0) {
      return TensorData.of(values, shape);
    }
    int[] words = new int[values.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = (int) values[i];
    }
    return TensorData.of(words, shape);
  }

  /** Returns a label at each place of each sample. */
  static TensorData labels(Workload workload, int[] labels) {
    int each = workload.labels();
    int[] all = new int[Math.multiplyExact(labels.length, each)];
    for (int i = 0; i < all.length; i++) {
      all[i] = labels[i / each];
    }
    LongStream places = workload.places().stream().mapToLong(Integer::longValue);
    LongStream outer = LongStream.concat(LongStream.of(labels.length), places);
    return TensorData.of(all, LongStream.concat(outer, LongStream.of(1)).toArray());
  }

  /** Returns the model of a workload with weights of its own. */
  public static Model of(Workload workload) {
    return MODELS.get(workload.name()).get();
  }

  private static Model lenet() {
    return new Sequential(
        input(28, 28, 1),
        conv2d(6, 5),
        maxPooling2d(2),
        activation("sigmoid"),
        conv2d(16, 5),
        maxPooling2d(2),
        activation("sigmoid"),
        dropout(0.5),
        conv2d(120, 1),
        flatten(),
        dense(84, "sigmoid"),
        dense(10, "softmax"));
  }

  private static Model mlp() {
    return new Sequential(input(784), dense(512, "relu"), dense(512, "relu"), dense(10, "softmax"));
  }

  private static Model resnet20() {
    KerasTensor image = inputTensor(32, 32, 3);
    KerasTensor x = convNormRelu(image, 16, 1);
    for (int filters : new int[] {16, 32, 64}) {
      for (int i = 0; i < 3; i++) {
        boolean changes = i == 0 && filters > 16;
        int strides = changes ? 2 : 1;
        KerasTensor y = convNormRelu(x, filters, strides);
        y = norm().apply(conv2d(filters, 3).padding("same").apply(y));
        KerasTensor shortcut = changes ? conv2d(filters, 1).strides(2).apply(x) : x;
        x = activation("relu").apply(add().apply(y, shortcut));
      }
    }
    x = globalAveragePooling2d().apply(x);
    return new Model(image, dense(10, "softmax").apply(x));
  }

  private static KerasTensor convNormRelu(KerasTensor x, int filters, int strides) {
    KerasTensor y = conv2d(filters, 3).strides(strides).padding("same").apply(x);
    return activation("relu").apply(norm().apply(y));
  }

  private static Model transformer() {
    KerasTensor tokens = inputTensor(64, 128);
    KerasTensor x = encoder(encoder(tokens));
    x = globalAveragePooling1d().apply(x);
    return new Model(tokens, dense(10, "softmax").apply(x));
  }

  private static KerasTensor encoder(KerasTensor x) {
    KerasTensor attended = multiHeadAttention(4, 32).dropout(0.1).apply(x, x);
    KerasTensor y = add().apply(x, dropout(0.1).apply(attended));
    y = layerNormalization().apply(y);
    KerasTensor fed = dense(128).apply(dense(512, "relu").apply(y));
    return layerNormalization().apply(add().apply(y, dropout(0.1).apply(fed)));
  }

  /** The peers' constants, which are not Keras's defaults. */
  private static BatchNormalization norm() {
    return batchNormalization().momentum(0.9).epsilon(1e-5);
  }
}
