package io.trihorn.benchmarks.trihorn;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.bidirectional;
import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.conv1d;
import static io.trihorn.layers.Layers.cropping1d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.globalAveragePooling1d;
import static io.trihorn.layers.Layers.globalMaxPooling1d;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.layerNormalization;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.layers.Layers.multiHeadAttention;
import static io.trihorn.layers.Layers.reversibleEmbedding;

import ai.djl.ndarray.types.Shape;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.layers.core.ReversibleEmbedding;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.List;
import java.util.Map;

/** Networks for words and things that have numbers. */
final class TextModels {
  private static final int CLASSES = 10;
  private static final int LENGTH = 128;
  private static final int HEADS = 12;
  private static final int BLOCKS = 12;
  private static final double RATE = 0.1;

  private TextModels() {}

  private static InputLayer words(int length) {
    return input(length).dtype("int32");
  }

  static Model bilstm() {
    return new Sequential(
        words(80),
        embedding(20_000, 64).maskZero(true),
        bidirectional(lstm(64)),
        dense(CLASSES, "softmax"));
  }

  static Model textCnn() {
    KerasTensor words = inputTensor(words(400));
    KerasTensor x = embedding(20_000, 128).apply(words);
    KerasTensor[] parts = new KerasTensor[3];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = globalMaxPooling1d().apply(conv1d(128, 3 + i).activation("relu").apply(x));
    }
    KerasTensor y = dropout(0.5).apply(concatenate().apply(parts));
    return new Model(words, dense(CLASSES, "softmax").apply(y));
  }

  static Model recommender() {
    return new Sequential(
        words(8),
        embedding(1_000_000, 64),
        globalAveragePooling1d(),
        dense(64, "relu"),
        dense(CLASSES, "softmax"));
  }

  static Model bert() {
    int width = 768;
    KerasTensor words = inputTensor(words(LENGTH));
    KerasTensor x = new Positions().apply(embedding(30_522, width).apply(words));
    x = dropout(RATE).apply(norm(x, 1e-12));
    for (int i = 0; i < BLOCKS; i++) {
      KerasTensor attended = attention(width).apply(x, x);
      KerasTensor y = norm(add().apply(x, dropout(RATE).apply(attended)), 1e-12);
      KerasTensor fed = dropout(RATE).apply(feed(y, width));
      x = norm(add().apply(y, fed), 1e-12);
    }
    x = flatten().apply(cropping1d(0, LENGTH - 1).apply(x));
    return new Model(words, dense(CLASSES, "softmax").apply(dense(width, "tanh").apply(x)));
  }

  static Model gpt() {
    int width = 192;
    KerasTensor words = inputTensor(words(LENGTH));
    ReversibleEmbedding table = reversibleEmbedding(50_257, width);
    KerasTensor x = dropout(RATE).apply(new Positions().apply(table.apply(words)));
    for (int i = 0; i < BLOCKS; i++) {
      KerasTensor y = norm(x, 1e-5);
      KerasTensor attended =
          attention(width).applyAll(List.of(y, y), Map.of("use_causal_mask", true)).get(0);
      x = add().apply(x, dropout(RATE).apply(attended));
      KerasTensor fed = feed(norm(x, 1e-5), width);
      x = add().apply(x, dropout(RATE).apply(fed));
    }
    KerasTensor scores = table.applyAll(List.of(norm(x, 1e-5)), Map.of("reverse", true)).get(0);
    return new Model(words, activation("softmax").apply(scores));
  }

  private static Layer attention(int width) {
    return multiHeadAttention(HEADS, width / HEADS).dropout(RATE);
  }

  private static KerasTensor norm(KerasTensor x, double epsilon) {
    return layerNormalization().epsilon(epsilon).apply(x);
  }

  private static KerasTensor feed(KerasTensor x, int width) {
    return dense(width).apply(dense(4 * width, "gelu").apply(x));
  }

  /** Adds to each place what is learned of it. */
  private static final class Positions extends Layer {
    private Weight places;

    @Override
    protected void build(List<Shape> inputs) {
      Shape rows = inputs.get(0).slice(1);
      places = addWeight("positions", rows, Initializers.randomNormal(0, 0.02));
    }

    @Override
    protected Tensor call(Tensor x, Call call) {
      return Ops.add(x, call.read(places));
    }
  }
}
