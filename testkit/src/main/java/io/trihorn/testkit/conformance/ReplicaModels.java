package io.trihorn.testkit.conformance;

import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.averagePooling2d;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.bidirectional;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.gru;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.layerNormalization;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.layers.Layers.maxPooling2d;
import static io.trihorn.layers.Layers.multiHeadAttention;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.losses.Losses;
import io.trihorn.model.Compilation;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Adam;
import io.trihorn.optimizers.LossScaleOptimizer;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.RMSprop;
import io.trihorn.optimizers.SGD;
import io.trihorn.regularizers.Regularizers;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Models whose step needs more than the rows that one replica has: statistics of the batch, masks,
 * weights of rows, norms of gradients.
 *
 * @param model makes it, compiled, on a backend
 * @param data makes so many rows for it
 */
record ReplicaModels(String name, Function<String, Model> model, IntFunction<Dataset> data) {
  @Override
  public String toString() {
    return name;
  }

  /** All of them. */
  static ReplicaModels[] all() {
    return new ReplicaModels[] {
      new ReplicaModels(
          "statistics of the batch, regularizers, weights of rows, clipping by the global norm",
          ReplicaModels::normalized,
          rows -> Dataset.of(floats(rows, 5), floats(rows, 2), weights(rows))),
      new ReplicaModels(
          "masks, an embedding, a loop",
          ReplicaModels::recurrent,
          rows -> Dataset.of(words(rows, 6), classes(rows))),
      new ReplicaModels(
          "convolutions, poolings, a momentum",
          ReplicaModels::convolutional,
          rows -> Dataset.of(floats(rows, 8, 8, 2), classes(rows))),
      new ReplicaModels(
          "attention, a loss of activations, a scaled loss, clipping by the norm",
          ReplicaModels::attentive,
          rows -> Dataset.of(floats(rows, 4, 6), floats(rows, 4, 3))),
      new ReplicaModels(
          "a target at each step, weights of steps, a loop both ways",
          ReplicaModels::sequential,
          rows -> Dataset.of(floats(rows, 5, 3), floats(rows, 5, 2), weights(rows, 5)))
    };
  }

  private static Model normalized(String backend) {
    return compiled(
        backend,
        new Sequential(
            input(5),
            // A bias would have the gradient 0, of whose roundings Adam makes whole steps.
            dense(6).useBias(false).kernelRegularizer(Regularizers.l2(0.01)),
            batchNormalization(),
            dropout(0.4),
            dense(2, "tanh")),
        new Compilation(new Adam(0.01).globalClipnorm(0.1))
            .loss("mse")
            .metrics("mae", "cosine_similarity")
            .weightedMetrics("mae"));
  }

  private static Model recurrent(String backend) {
    return compiled(
        backend,
        new Sequential(input(6), embedding(9, 4).maskZero(true), lstm(5), dense(3, "softmax")),
        new Compilation(new RMSprop(0.01).momentum(0.5).centered(true))
            .loss("sparse_categorical_crossentropy")
            .metrics("accuracy", "sparse_top_k_categorical_accuracy"));
  }

  private static Model convolutional(String backend) {
    return compiled(
        backend,
        new Sequential(
            input(8, 8, 2),
            conv2d(4, 3).padding("same").useBias(false),
            batchNormalization(),
            maxPooling2d(2),
            conv2d(3, 3).strides(2).padding("same").activation("relu"),
            averagePooling2d(2),
            flatten(),
            dense(3)),
        new Compilation(new SGD(0.05).momentum(0.9).nesterov(true))
            .loss(Losses.sparseCategoricalCrossentropy().fromLogits(true))
            .metrics("accuracy"));
  }

  private static Model attentive(String backend) {
    KerasTensor x = inputTensor(4, 6);
    // The bias of keys would have the gradient 0 too.
    KerasTensor attended = multiHeadAttention(2, 3).useBias(false).apply(x, x);
    KerasTensor y =
        dense(3)
            .activityRegularizer(Regularizers.l1(0.01))
            .apply(layerNormalization().apply(add().apply(x, attended)));
    // The first step is g / (|g| + epsilon): by the usual one, 1e-7, the roundings of small
    // gradients
    // would show in the weights.
    Optimizer adam = new Adam(0.01).epsilon(1e-3).clipnorm(0.05).useEma(true);
    return compiled(
        backend,
        new Model(x, y),
        new Compilation(new LossScaleOptimizer(adam)).loss("huber").metrics("mse"));
  }

  private static Model sequential(String backend) {
    return compiled(
        backend,
        new Sequential(input(5, 3), bidirectional(gru(4).returnSequences(true)), dense(2)),
        new Compilation(new SGD(0.1).clipvalue(0.02)).loss("mae").weightedMetrics("mse"));
  }

  private static Model compiled(String backend, Model model, Compilation by) {
    return model.seed(5).on(backend).compile(by);
  }

  static TensorData floats(long... dims) {
    int size = 1;
    for (long dim : dims) {
      size *= (int) dim;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (Math.sin(i * 1.7 + 0.3) + Math.cos(i * 0.31));
    }
    return TensorData.of(values, dims);
  }

  /** Weights of which some are 0 and none of a replica's need be as those of another. */
  private static TensorData weights(long... dims) {
    TensorData values = floats(dims);
    for (int i = 0; i < values.size(); i++) {
      values.setDouble(i, i % 3 == 1 ? 0 : 0.5 + i % 4);
    }
    return values;
  }

  /** Sentences of different lengths, filled up with 0. */
  static TensorData words(int rows, int length) {
    int[] words = new int[rows * length];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i <= row % length; i++) {
        words[row * length + i] = 1 + (row * 5 + i * 3) % 8;
      }
    }
    return TensorData.of(words, rows, length);
  }

  static TensorData classes(int rows) {
    int[] classes = new int[rows];
    for (int row = 0; row < rows; row++) {
      classes[row] = row * 2 % 3;
    }
    return TensorData.of(classes, rows, 1);
  }
}
