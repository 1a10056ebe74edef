package io.trihorn.testkit.conformance;

import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.layerNormalization;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.layers.Layers.multiHeadAttention;

import io.trihorn.data.Dataset;
import io.trihorn.distribution.LayoutMap;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Compilation;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Adam;
import io.trihorn.optimizers.SGD;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * Models whose weights are dealt out, along either axis of kernels.
 *
 * @param layouts puts the layouts of its weights into a map
 * @param dealt how many weights have these
 * @param model makes it, compiled, on a backend
 * @param data makes so many rows for it
 */
record ShardedModels(
    String name,
    UnaryOperator<LayoutMap> layouts,
    int dealt,
    Function<String, Model> model,
    IntFunction<Dataset> data) {
  @Override
  public String toString() {
    return name;
  }

  /** All of them. */
  static ShardedModels[] all() {
    return new ShardedModels[] {
      new ShardedModels(
          "dense by columns, then by rows",
          map ->
              map.put("wide/kernel", null, "model")
                  .put("wide/bias", "model")
                  .put("narrow/kernel", "model", null),
          3,
          ShardedModels::perceptron,
          rows -> Dataset.of(ReplicaModels.floats(rows, 5), ReplicaModels.floats(rows, 2))),
      new ShardedModels(
          "dense by rows, then by columns, the bias whole",
          map -> map.put("wide/kernel", "model", null).put("narrow/kernel", null, "model"),
          2,
          ShardedModels::even,
          rows -> Dataset.of(ReplicaModels.floats(rows, 6), ReplicaModels.floats(rows, 2))),
      new ShardedModels(
          "an embedding by words, a loop's kernels",
          map -> map.put("table/.*", "model", null).put("loop/.*kernel", null, "model"),
          3,
          ShardedModels::recurrent,
          rows -> Dataset.of(ReplicaModels.words(rows, 6), ReplicaModels.classes(rows))),
      new ShardedModels(
          "an embedding by columns",
          map -> map.put("table/.*", null, "model"),
          1,
          ShardedModels::recurrent,
          rows -> Dataset.of(ReplicaModels.words(rows, 6), ReplicaModels.classes(rows))),
      new ShardedModels(
          "attention by heads",
          map ->
              map.put("attention/(query|key|value)/kernel", null, "model", null)
                  .put("attention/attention_output/kernel", "model", null, null),
          4,
          ShardedModels::attentive,
          rows -> Dataset.of(ReplicaModels.floats(rows, 4, 6), ReplicaModels.floats(rows, 4, 3))),
      new ShardedModels(
          "attention by inputs and outputs",
          map ->
              map.put("attention/(query|key|value)/kernel", "model", null, null)
                  .put("attention/attention_output/kernel", null, null, "model"),
          4,
          ShardedModels::attentive,
          rows -> Dataset.of(ReplicaModels.floats(rows, 4, 6), ReplicaModels.floats(rows, 4, 3))),
      new ShardedModels(
          "convolutions by output and by input channels",
          map ->
              map.put("first/kernel", null, null, null, "model")
                  .put("second/kernel", null, null, "model", null)
                  .put("normal/.*", "model"),
          6,
          ShardedModels::convolutional,
          rows -> Dataset.of(ReplicaModels.floats(rows, 8, 8, 2), ReplicaModels.classes(rows)))
    };
  }

  private static Model perceptron(String backend) {
    return compiled(
        backend,
        new Sequential(input(5), dense(8, "tanh").name("wide"), dense(2).name("narrow")),
        new Compilation(new SGD(0.1).momentum(0.9).nesterov(true).clipnorm(0.5))
            .loss("mse")
            .metrics("mae"));
  }

  private static Model even(String backend) {
    return compiled(
        backend,
        new Sequential(input(6), dense(8, "relu").name("wide"), dense(2).name("narrow")),
        new Compilation(new Adam(0.01).epsilon(1e-3).globalClipnorm(0.1).useEma(true))
            .loss("huber"));
  }

  private static Model recurrent(String backend) {
    return compiled(
        backend,
        new Sequential(
            input(6),
            embedding(10, 4).maskZero(true).name("table"),
            lstm(4).name("loop"),
            dense(3, "softmax")),
        new Compilation(new Adam(0.01).epsilon(1e-3).gradientAccumulationSteps(2))
            .loss("sparse_categorical_crossentropy")
            .metrics("accuracy"));
  }

  private static Model attentive(String backend) {
    KerasTensor x = inputTensor(4, 6);
    KerasTensor attended = multiHeadAttention(2, 3).useBias(false).name("attention").apply(x, x);
    KerasTensor y = dense(3).apply(layerNormalization().apply(add().apply(x, attended)));
    return compiled(
        backend,
        new Model(x, y),
        new Compilation(new Adam(0.01).epsilon(1e-3).weightDecay(0.01)).loss("mse"));
  }

  private static Model convolutional(String backend) {
    return compiled(
        backend,
        new Sequential(
            input(8, 8, 2),
            conv2d(4, 3).padding("same").useBias(false).name("first"),
            batchNormalization().name("normal"),
            conv2d(3, 3).strides(2).activation("relu").name("second"),
            flatten(),
            dense(3, "softmax")),
        new Compilation(new SGD(0.05).momentum(0.9))
            .loss("sparse_categorical_crossentropy")
            .metrics("accuracy"));
  }

  private static Model compiled(String backend, Model model, Compilation by) {
    return model.seed(5).on(backend).compile(by);
  }
}
