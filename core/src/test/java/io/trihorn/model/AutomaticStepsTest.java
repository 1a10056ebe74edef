package io.trihorn.model;

import static io.trihorn.callbacks.Callbacks.lambdaCallback;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.adam;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.ForwardingExecutable;
import io.trihorn.backend.StateTransfer;
import io.trihorn.backend.VariableStore;
import io.trihorn.callbacks.BackupAndRestore;
import io.trihorn.callbacks.LambdaCallback;
import io.trihorn.callbacks.ModelCheckpoint;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many steps are one program on a card that state is moved to, where nobody says it. */
class AutomaticStepsTest {
  private static final int ROWS = 40;
  private final List<Integer> runs = new ArrayList<>();

  /** The reference, where each program takes as long as moving its variables takes on a card. */
  private final class SlowBus extends ForwardingBackend {
    private static final double BYTES_PER_SECOND = 300e6;
    private final boolean moves;

    SlowBus(boolean moves) {
      super(Backends.get("reference"));
      this.moves = moves;
    }

    @Override
    public boolean movesState(Device device) {
      return moves;
    }

    @Override
    public boolean joinsSteps(Device device) {
      return true;
    }

    @Override
    public Executable compile(Graph graph, VariableStore store) {
      double seconds = 2 * Program.Size.of(graph).moved() / BYTES_PER_SECOND;
      return new ForwardingExecutable(super.compile(graph, store)) {
        @Override
        public void run(List<? extends TensorValue> feeds, List<TensorData> fetches) {
          try {
            Thread.sleep((long) (seconds * 1e3), (int) (seconds * 1e9 % 1e6));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          if (!feeds.isEmpty()) {
            runs.add(feeds.size() / 2);
          }
          super.run(feeds, fetches);
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

  private static Sequential model(SlowBus backend, Compilation compilation) {
    Sequential model =
        new Sequential(input(3), dense(64, "tanh"), dropout(.3), dense(64), dense(1));
    model.seed(7);
    model.on(backend);
    model.compile(compilation);
    return model;
  }

  private static Compilation adamOfMse() {
    return new Compilation(adam(.01)).loss("mse");
  }

  /** What two epochs of 14 steps, of which the last has fewer rows, make of the weights. */
  private List<List<Float>> trained(
      SlowBus backend, Compilation compilation, Callback... callbacks) {
    runs.clear();
    try (Sequential model = model(backend, compilation)) {
      model.fit(data(), FitOptions.epochs(2).batchSize(3).verbose(false).callbacks(callbacks));
      return model.getWeights().stream()
          .map(
              weight -> {
                float[] values = weight.toFloatArray();
                return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
              })
          .toList();
    }
  }

  @Test
  void stepsAreJoinedOnceTheirTimeIsKnown() {
    List<List<Float>> expected = trained(new SlowBus(false), adamOfMse());
    assertEquals(28, runs.size());
    assertEquals(expected, trained(new SlowBus(true), adamOfMse()));
    assertEquals(List.of(1, 1, 1, 1), runs.subList(0, 4));
    int joined = runs.stream().mapToInt(Integer::intValue).max().orElseThrow();
    assertTrue(joined > 1 && joined <= 13, runs.toString());
    // A program for one step and one for as many as are best, and none for what is left.
    assertTrue(runs.stream().allMatch(steps -> steps == 1 || steps == joined), runs.toString());
    assertEquals(28, runs.stream().mapToInt(Integer::intValue).sum());
  }

  @Test
  void aNumberThatIsSetIsTaken() {
    List<List<Float>> expected = trained(new SlowBus(false), adamOfMse());
    assertEquals(expected, trained(new SlowBus(true), adamOfMse().stepsPerExecution(1)));
    assertEquals(28, runs.size());
    assertEquals(expected, trained(new SlowBus(true), adamOfMse().stepsPerExecution(5)));
    // Five, five, three, and the last one, which is smaller: together they are not alike.
    assertEquals(List.of(5, 5, 1, 1, 1, 1), runs.subList(0, 6));
  }

  @Test
  void aCallbackWithAMethodForStepsGetsEachStep() {
    List<Long> steps = new ArrayList<>();
    trained(
        new SlowBus(true), adamOfMse(), lambdaCallback().onTrainBatchEnd((s, l) -> steps.add(s)));
    assertEquals(28, steps.size());
    assertEquals(28, runs.size());
  }

  @Test
  void othersGetTheEventsOfSeveralSteps() {
    List<Map<String, Double>> alone = new ArrayList<>();
    List<Map<String, Double>> together = new ArrayList<>();
    trained(new SlowBus(false), adamOfMse(), lambdaCallback().onEpochEnd((e, l) -> alone.add(l)));
    trained(new SlowBus(true), adamOfMse(), lambdaCallback().onEpochEnd((e, l) -> together.add(l)));
    assertEquals(2, together.size());
    assertEquals(alone, together);
    assertTrue(runs.size() < 28, runs.toString());
  }

  @Test
  void whoNeedsEachStepIsKnown() {
    Callback epochs = new Callback() {};
    Callback steps =
        new Callback() {
          @Override
          public void onTrainBatchEnd(
              TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
            // What it does is of no matter.
          }
        };
    assertFalse(epochs.needsEachStep());
    assertTrue(steps.needsEachStep());
    assertFalse(new ProgressBar().needsEachStep());
    assertFalse(new LambdaCallback().onEpochEnd((e, l) -> {}).needsEachStep());
    assertTrue(new LambdaCallback().onTrainBatchBegin(s -> {}).needsEachStep());
    Path file = Path.of("kept.keras");
    assertFalse(new ModelCheckpoint(file.toString()).needsEachStep());
    assertFalse(new BackupAndRestore(file).needsEachStep());
    assertTrue(new BackupAndRestore(file).saveFreq(10).needsEachStep());
  }

  /** The share of moving is below 2 percent, unless that is a program too large. */
  @ParameterizedTest
  @CsvSource({
    // 307 MB at 32 and 16 GB/s take 19.2 and 38.4 ms, with computing of .1 s.
    "307200000, 32e9, .1192, 5000, 1000, 10",
    "307200000, 16e9, .1384, 5000, 1000, 20",
    // Nothing to move.
    "0, 16e9, .1, 5000, 1000, 1",
    // No more than 100,000 nodes, and no more than 512 MiB of batches.
    "307200000, 16e9, .1384, 20000, 1000, 5",
    "307200000, 16e9, .1384, 5000, 134217728, 4",
    "307200000, 16e9, .1384, 200000, 1000, 1",
    // A step that seems to be nothing but moving.
    "307200000, 16e9, .0384, 1000, 1000, 100"
  })
  void theFewestAreChosenThatAreEnough(
      long bytes, double speed, double seconds, int nodes, long feeds, int steps) {
    StateTransfer transfer = new StateTransfer(bytes, speed);
    assertEquals(steps, AutomaticSteps.steps(transfer, seconds, nodes, feeds));
  }
}
