package io.trihorn.testkit.conformance;

import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.bidirectional;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.globalAveragePooling1d;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.layers.Layers.multiHeadAttention;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Compilation;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A small model of everything: two inputs and outputs, sharing, nesting, dropout, state. */
public final class Zoo {
  private Zoo() {}

  /** The model, not compiled. */
  public static Model model() {
    KerasTensor left = inputTensor(6, 4);
    KerasTensor right = inputTensor(6, 4);
    Sequential tower =
        new Sequential(
            Layers.input(6, 4),
            bidirectional(lstm(3).returnSequences(true)).name("both"),
            dense(4, "tanh").name("project"));
    tower.assignName("tower");
    KerasTensor a = tower.apply(left);
    KerasTensor b = tower.apply(right);
    Layer attention = multiHeadAttention(2, 2).name("attention");
    KerasTensor mixed = attention.applyAll(List.of(a, b), Map.of()).get(0);
    KerasTensor sum = add().apply(mixed, a);
    KerasTensor pooled = globalAveragePooling1d().apply(sum);
    KerasTensor normal = batchNormalization().name("normal").apply(pooled);
    KerasTensor dropped = dropout(0.3).apply(normal);
    KerasTensor label = dense(3, "softmax").name("label").apply(dropped);
    KerasTensor value = dense(1).name("value").apply(pooled);
    Model model = new Model(List.of(left, right), List.of(label, value));
    model.assignName("zoo");
    return model;
  }

  /** The model, compiled for a backend. */
  public static Model compiled(String backend) {
    return model()
        .on(backend)
        .compile(
            new Compilation(Optimizers.adam(0.01))
                .loss("sparse_categorical_crossentropy", "mse")
                .lossWeights(1, 0.5)
                .metrics("accuracy")
                .metrics("mae"));
  }

  /** Rows for it. */
  public static Dataset rows(int count) {
    Random random = new Random(5);
    List<TensorData> inputs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      float[] values = new float[count * 24];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) random.nextGaussian();
      }
      inputs.add(TensorData.of(values, count, 6, 4));
    }
    int[] labels = new int[count];
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextInt(3);
      values[i] = (float) random.nextGaussian();
    }
    return Dataset.of(
        inputs, List.of(TensorData.of(labels, count), TensorData.of(values, count, 1)));
  }
}
