package io.trihorn.benchmarks.trihorn;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.gru;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.lstm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.trihorn.benchmarks.Generating;
import io.trihorn.benchmarks.Workload;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A sampling loop: the recurrent layer of a workload, stateful and for one sequence, and a softmax
 * over the features, of which the greatest is the next step's.
 */
final class Generator implements AutoCloseable {
  private static final Map<String, Supplier<Layer>> RECURRENT =
      Map.of("lstm", () -> lstm(128).stateful(true), "gru", () -> gru(128).stateful(true));

  private final int features;
  private final Model model;
  private final BareProgram bare;
  private final TensorData fed;
  private final TensorData probabilities;
  private int next;

  private Generator(int features, Model model) {
    TensorType step = TensorType.of(DataType.FLOAT32, 1, 1, features);
    this.features = features;
    this.model = model;
    this.bare = BareProgram.prediction(model, model.predictionGraph(step));
    this.fed = TensorData.zeros(step);
    this.probabilities = TensorData.zeros(TensorType.of(DataType.FLOAT32, 1, features));
  }

  /** The names of the workloads it can be made of. */
  static Set<String> names() {
    return RECURRENT.keySet();
  }

  /**
   * Makes one.
   *
   * @throws UnsupportedOperationException if the workload has no recurrent layer
   */
  static Generator of(Workload workload, String backend) {
    Supplier<Layer> layer = RECURRENT.get(workload.name());
    if (layer == null) {
      throw new UnsupportedOperationException(workload.name() + " keeps no state between steps");
    }
    int features = workload.input(1);
    Model model =
        new Sequential(input(1, features).batchSize(1), layer.get(), dense(features, "softmax"));
    model.seed(1).on(backend);
    return new Generator(features, model);
  }

  int run(int steps, Generating.Way way) {
    for (int i = 0; i < steps; i++) {
      next =
          switch (way) {
            case KERNELS -> kernels();
            case ON_BATCH -> onBatch();
            case PREDICT -> predict();
          };
    }
    return next;
  }

  private int kernels() {
    fed.fill(0);
    fed.setDouble(next, 1);
    bare.run(List.of(fed), List.of(probabilities));
    return greatest(probabilities);
  }

  private int onBatch() {
    TensorData step = TensorData.zeros(fed.type());
    step.setDouble(next, 1);
    return greatest(model.predictOnBatch(step).get(0));
  }

  private int predict() {
    float[][][] step = new float[1][1][features];
    step[0][0][next] = 1;
    NDArray predicted = model.predict(step);
    return greatest(predicted.toFloatArray());
  }

  private static int greatest(TensorData probabilities) {
    return greatest(probabilities.toFloatArray());
  }

  private static int greatest(float[] probabilities) {
    int best = 0;
    for (int i = 1; i < probabilities.length; i++) {
      best = probabilities[i] > probabilities[best] ? i : best;
    }
    return best;
  }

  @Override
  public void close() {
    bare.close();
    model.close();
  }
}
