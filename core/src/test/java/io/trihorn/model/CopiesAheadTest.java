package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.adam;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.ForwardingExecutable;
import io.trihorn.backend.VariableStore;
import io.trihorn.data.Dataset;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Batches that are copied to the device where they are read, for backends that are faster so. */
class CopiesAheadTest {
  private static final int ROWS = 22;
  private final Set<String> threads = Collections.synchronizedSet(new HashSet<>());
  private final List<Copy> copies = Collections.synchronizedList(new ArrayList<>());
  private final List<Boolean> fedCopies = new ArrayList<>();

  /** A copy that knows whether it is closed. */
  private static final class Copy implements DeviceTensor {
    private final TensorData data;
    private boolean closed;

    Copy(TensorData data) {
      this.data = data.copy();
    }

    @Override
    public String backend() {
      return "reference";
    }

    @Override
    public Device device() {
      return Device.cpu();
    }

    @Override
    public TensorType type() {
      return data.type();
    }

    @Override
    public TensorData toHost() {
      if (closed) {
        throw new IllegalStateException("the copy is closed");
      }
      return data;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final class Ahead extends ForwardingBackend {
    Ahead() {
      super(Backends.get("reference"));
    }

    @Override
    public boolean takesAhead(Device device) {
      return true;
    }

    @Override
    public boolean joinsSteps(Device device) {
      return true;
    }

    @Override
    public DeviceTensor upload(TensorData data, Device device) {
      threads.add(Thread.currentThread().getName());
      Copy copy = new Copy(data);
      copies.add(copy);
      return copy;
    }

    @Override
    public Executable compile(Graph graph, VariableStore store) {
      return new ForwardingExecutable(super.compile(graph, store)) {
        @Override
        public void run(List<? extends TensorValue> feeds, List<TensorData> fetches) {
          if (!feeds.isEmpty()) {
            fedCopies.add(feeds.stream().allMatch(Copy.class::isInstance));
          }
          super.run(feeds.stream().map(TensorValue::toHost).toList(), fetches);
        }
      };
    }
  }

  private static Dataset data() {
    float[] x = new float[ROWS * 3];
    float[] y = new float[ROWS];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(i * 1.7);
    }
    for (int i = 0; i < ROWS; i++) {
      y[i] = i % 3;
    }
    return Dataset.of(TensorData.of(x, ROWS, 3), TensorData.of(y, ROWS, 1));
  }

  /** The losses of two epochs, and what the model predicts then. */
  private static float[] trained(Sequential model, int steps) {
    model.seed(7);
    model.compile(new Compilation(adam(.05)).loss("mse").stepsPerExecution(steps));
    Map<String, List<Double>> history =
        model
            .fit(data(), FitOptions.epochs(2).batchSize(4).verbose(false).validation(data()))
            .values();
    float[] predicted = model.predict(data().batch(4)).get(0).toFloatArray();
    float[] all = new float[predicted.length + 2];
    System.arraycopy(predicted, 0, all, 0, predicted.length);
    all[predicted.length] = history.get("loss").get(1).floatValue();
    all[predicted.length + 1] = history.get("val_loss").get(1).floatValue();
    return all;
  }

  private static Sequential model() {
    return new Sequential(input(3), dense(4, "tanh"), dense(1));
  }

  @Test
  void stepsTakeWhatWasCopiedWhereBatchesAreRead() {
    for (int steps : new int[] {1, 3}) {
      try (Sequential plain = model();
          Sequential ahead = model()) {
        plain.on("reference");
        float[] expected = trained(plain, steps);
        ahead.on(new Ahead());
        assertArrayEquals(expected, trained(ahead, steps));
      }
      assertEquals(Set.of("trihorn-prefetch"), threads);
      assertTrue(fedCopies.stream().allMatch(copied -> copied), fedCopies.toString());
      assertTrue(copies.stream().allMatch(copy -> copy.closed), "one is left open");
      assertTrue(copies.size() >= 2 * 2 * 6 * 2, copies.size() + " copies");
    }
  }
}
