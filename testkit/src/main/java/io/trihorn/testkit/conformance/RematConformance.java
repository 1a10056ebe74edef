package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backends;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Later;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.RematScope;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Layers that are computed again for gradients: training is what it is without, in less memory.
 * Extend it in the backend's module.
 */
public abstract class RematConformance {
  private static final int ROWS = 4;
  private static final int STEPS = 3;

  /** A suite; extend it. */
  protected RematConformance() {}

  /** The name of the backend under test. */
  protected abstract String backend();

  private static TensorData noise(long... dims) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, dims));
    Random random = new Random(7);
    for (int i = 0; i < data.size(); i++) {
      data.setDouble(i, random.nextGaussian());
    }
    return data;
  }

  private static TensorData classes() {
    return TensorData.of(new int[] {0, 2, 1, 2}, ROWS, 1);
  }

  /** Images: batch normalization has moving statistics, dropout a random state. */
  private static Model images() {
    return new Sequential(
        Layers.input(8, 8, 2),
        Layers.conv2d(4, 3).activation("relu"),
        Layers.batchNormalization(),
        Layers.maxPooling2d(2),
        Layers.dropout(0.3),
        Layers.flatten(),
        Layers.dense(6, "gelu"),
        Layers.dense(3, "softmax"));
  }

  private static Model sequences() {
    return new Sequential(
        Layers.input(5, 3),
        Layers.lstm(4).returnSequences(true),
        Layers.gru(4),
        Layers.dense(3, "softmax"));
  }

  private static Model block(int width) {
    KerasTensor x = Layers.inputTensor(Layers.input(6, width));
    KerasTensor attended = Layers.multiHeadAttention(2, width / 2).dropout(0.1).apply(x, x);
    KerasTensor y = Layers.layerNormalization().apply(Layers.add().apply(x, attended));
    KerasTensor fed = Layers.dense(width).apply(Layers.dense(4 * width, "gelu").apply(y));
    return new Model(x, Layers.add().apply(y, Layers.dropout(0.1).apply(fed)));
  }

  /** A stack of blocks, each of which is computed again as a whole, or not. */
  private static Model transformer(int blocks, boolean again) {
    List<Layer> layers = new ArrayList<>(List.of(Layers.input(6, 8)));
    for (int i = 0; i < blocks; i++) {
      Model block = block(8);
      block.remat(again ? new RematScope() : null);
      layers.add(block);
    }
    layers.add(Layers.globalAveragePooling1d());
    layers.add(Layers.dense(3, "softmax"));
    return new Sequential(layers);
  }

  private static Model inScope(Supplier<Model> network) {
    RematScope scope = new RematScope().open();
    try {
      return network.get();
    } finally {
      scope.close();
    }
  }

  private Model compiled(Model model) {
    model.seed(1).on(backend());
    model.compile(Optimizers.adam(0.01), "sparse_categorical_crossentropy");
    return model;
  }

  private void trainsAlike(TensorData x, Model kept, Model again) {
    for (int i = 0; i < STEPS; i++) {
      double expected = compiled(kept, i).trainOnBatch(x, classes()).get("loss");
      assertEquals(expected, compiled(again, i).trainOnBatch(x, classes()).get("loss"), 1e-5);
    }
    for (int i = 0; i < kept.weightValues().size(); i++) {
      assertArrayEquals(
          kept.weightValues().get(i).toFloatArray(),
          again.weightValues().get(i).toFloatArray(),
          1e-4f,
          kept.weights().get(i).variable().name());
    }
    kept.close();
    again.close();
  }

  private Model compiled(Model model, int step) {
    return step == 0 ? compiled(model) : model;
  }

  @Test
  void imagesTrainAlike() {
    trainsAlike(noise(ROWS, 8, 8, 2), images(), inScope(RematConformance::images));
  }

  @Test
  void sequencesTrainAlike() {
    trainsAlike(noise(ROWS, 5, 3), sequences(), inScope(RematConformance::sequences));
  }

  @Test
  void blocksTrainAlike() {
    trainsAlike(noise(ROWS, 6, 8), transformer(2, false), transformer(2, true));
  }

  /** What a program of 24 blocks holds at once, in the order of its graph, is less than half. */
  @Test
  void halfOfTheMemoryIsEnough() {
    long kept = mostAtOnce(transformer(24, false));
    long again = mostAtOnce(transformer(24, true));
    assertTrue(2 * again < kept, again + " bytes at once, and " + kept + " where all is kept");
  }

  private long mostAtOnce(Model model) {
    Dataset data = Dataset.of(noise(ROWS, 6, 8), classes());
    Graph graph =
        GraphCompiler.prepare(
            Backends.get(backend()), compiled(model).trainingGraph(data.batch(ROWS)), Device.cpu());
    model.close();
    Map<Value, Integer> last = new HashMap<>();
    for (int i = 0; i < graph.nodes().size(); i++) {
      for (Value input : graph.nodes().get(i).inputs()) {
        last.put(input, i);
      }
    }
    graph.updates().values().forEach(last::remove);
    long held = 0;
    long most = 0;
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      if (!(node.op() instanceof Leaf || node.op() instanceof Later)) {
        held +=
            node.outputs().stream()
                .filter(last::containsKey)
                .mapToLong(v -> v.type().bytes())
                .sum();
      }
      most = Math.max(most, held);
      for (Value input : new LinkedHashSet<>(node.inputs())) {
        boolean owned = !(input.op() instanceof Leaf || input.op() instanceof Later);
        if (owned && last.getOrDefault(input, -1) == i) {
          held -= input.type().bytes();
        }
      }
    }
    return most;
  }
}
