package io.trihorn.studio.record;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Callback;
import io.trihorn.model.Sequential;
import io.trihorn.model.TrainingRun;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.studio.store.Axis;
import io.trihorn.studio.store.Curve;
import io.trihorn.studio.store.NewRun;
import io.trihorn.studio.store.RunState;
import io.trihorn.studio.store.RunStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that is taken up where it was stopped has the curves of one that was not stopped. */
class TakenUpTest {
  private static final int STEPS = 3;
  private static final int EPOCHS = 3;

  @TempDir private Path folder;

  private static Dataset rows() {
    float[] x = new float[4 * STEPS * 2];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(i * i);
    }
    TensorData inputs = TensorData.of(x, 4 * STEPS, 2);
    return Dataset.of(inputs, inputs);
  }

  private static RecorderOptions options() {
    return RecorderOptions.DEFAULT.sample(rows());
  }

  private static void fit(Recorder recorder, Callback stop, Path backup) {
    try (Sequential model = new Sequential(input(2), dense(3, "tanh"), dense(2))) {
      model.seed(3);
      model.on("reference");
      model.compile(Optimizers.adam(0.05), "mse");
      model.fit(
          rows(),
          epochs(EPOCHS)
              .batchSize(4)
              .verbose(false)
              .callbacks(recorder, stop, new RunBackup(() -> backup)));
    }
  }

  /** Stops after so many steps. */
  private static Callback stopAfter(int steps) {
    return new Callback() {
      private int seen;

      @Override
      public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
        if (++seen == steps) {
          run.stop();
        }
      }
    };
  }

  private static double[] losses(RunStore store, long run) {
    return store.curves(run).stream()
        .filter(curve -> curve.axis() == Axis.EPOCH && curve.name().equals("loss"))
        .map(Curve::value)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest(name = "stopped after {0} steps, then after {1} more")
  @CsvSource({"1, 2", "2, 1", "3, 1", "3, 3", "4, 2", "8, 1", "9, 0", "6, 3"})
  void fromAnyStep(int first, int second) {
    Callback never = stopAfter(-1);
    NewRun fresh = new NewRun("cut", List.of(), null);
    try (RunStore store = RunStore.open(folder)) {
      try (Recorder whole = new Recorder(store, fresh, options(), id -> {})) {
        fit(whole, never, folder.resolve("whole"));
      }
      Path backup = folder.resolve("cut");
      try (Recorder cut = new Recorder(store, fresh, options(), id -> {})) {
        fit(cut, stopAfter(first), backup);
      }
      assertEquals(RunState.STOPPED, store.run(2).orElseThrow().state());
      for (int steps : second == 0 ? new int[] {-1} : new int[] {second, -1}) {
        if (store.takeUp(2)) {
          try (Recorder goesOn = new Recorder(store, 2, options(), id -> {})) {
            fit(goesOn, stopAfter(steps), backup);
          }
        }
      }
      assertEquals("", store.run(2).orElseThrow().message());
      assertEquals(RunState.FINISHED, store.run(2).orElseThrow().state());
      assertArrayEquals(losses(store, 1), losses(store, 2));
    }
  }

  @Test
  void nobodyTakesUpWhatHasEnded() {
    try (RunStore store = RunStore.open(folder);
        Recorder whole =
            new Recorder(store, new NewRun("", List.of(), null), options(), id -> {})) {
      fit(whole, stopAfter(-1), folder.resolve("whole"));
      assertFalse(store.takeUp(1));
    }
  }
}
