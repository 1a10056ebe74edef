package io.trihorn.backend.onnx;

import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.maxPooling2d;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.StateTransfer;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.onnx.emit.OnnxEmitter;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Compilation;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Several steps of training as one program, as on cards, computed by the processor: the weights are
 * those of the same steps one after the other.
 */
class OnnxJoinedStepsTest {
  private static final int ROWS = 44;
  private static final int BATCH = 4;

  /** The backend as it is on cards, but on the processor; notes the programs' parameters. */
  private static final class OfCards extends ForwardingBackend {
    private final List<Integer> parameters = new ArrayList<>();

    OfCards() {
      super(new OnnxBackend());
    }

    @Override
    public boolean joinsSteps(Device device) {
      return super.joinsSteps(Device.gpu());
    }

    @Override
    public Executable compile(Graph graph, VariableStore store) {
      new OnnxEmitter().forCuda().emit(graph);
      parameters.add(graph.parameters().size());
      return super.compile(graph, store);
    }
  }

  private static List<float[]> trained(OfCards backend, int steps) {
    TensorData x = TensorData.zeros(TensorType.of(DataType.FLOAT32, ROWS, 6, 6, 1));
    TensorData y = TensorData.zeros(TensorType.of(DataType.INT32, ROWS));
    for (int i = 0; i < x.size(); i++) {
      x.setDouble(i, Math.sin(i * 1.7));
    }
    for (int i = 0; i < ROWS; i++) {
      y.setLong(i, i % 3);
    }
    try (Sequential model =
        new Sequential(
            input(6, 6, 1),
            conv2d(4, 3),
            batchNormalization(),
            maxPooling2d(2),
            flatten(),
            dropout(.3),
            dense(3, "softmax"))) {
      model.seed(7);
      model.on(backend);
      model.compile(
          new Compilation(Optimizers.adam(.01))
              .loss("sparse_categorical_crossentropy")
              .stepsPerExecution(steps));
      model.fit(Dataset.of(x, y), FitOptions.epochs(2).batchSize(BATCH).verbose(false));
      return model.getWeights().stream().map(w -> w.toFloatArray()).toList();
    }
  }

  @Test
  void fourStepsInOneProgramAreFourSteps() {
    OfCards alone = new OfCards();
    OfCards joined = new OfCards();
    List<float[]> expected = trained(alone, 1);
    List<float[]> got = trained(joined, 4);
    assertEquals(expected.size(), got.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), got.get(i), 1e-6f, "weight " + i);
    }
    int one = alone.parameters.stream().mapToInt(Integer::intValue).max().orElseThrow();
    assertTrue(
        joined.parameters.stream().anyMatch(n -> n >= 4 * (one - 1)), joined.parameters::toString);
  }

  /** What the number of steps is chosen by where nobody says it, here at the speed of memory. */
  @Test
  void theSpeedOfMovingStateIsMeasured() {
    StateTransfer transfer = StateTransfer.measured(4_000_000, new OnnxBackend(), Device.cpu());
    assertEquals(4_000_000, transfer.bytes());
    assertTrue(
        transfer.bytesPerSecond() > 1e7 && transfer.bytesPerSecond() < 1e12, transfer::toString);
  }

  @Test
  void stepsAreJoinedOnCardsOnly() {
    assertTrue(new OnnxBackend().joinsSteps(Device.gpu(1)));
    assertFalse(new OnnxBackend().joinsSteps(Device.cpu()));
    assertTrue(new OnnxBackend().movesState(Device.gpu(1)));
    assertFalse(new OnnxBackend().movesState(Device.cpu()));
  }
}
