package io.trihorn.benchmarks.trihorn;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.layers.Layers.maxPooling2d;

import io.trihorn.benchmarks.Workload;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The workloads as Trihorn models, by name. */
public final class TrihornModels {
  private static final Map<String, Supplier<Model>> MODELS =
      Map.of(
          "lenet", TrihornModels::lenet,
          "mlp", TrihornModels::mlp,
          "lstm", TrihornModels::lstmNet);

  private TrihornModels() {}

  /** Returns the names of the workloads there are models for. */
  public static Set<String> names() {
    return MODELS.keySet();
  }

  static Model of(Workload workload) {
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

  private static Model lstmNet() {
    return new Sequential(input(80, 64), lstm(128), dense(10, "softmax"));
  }
}
