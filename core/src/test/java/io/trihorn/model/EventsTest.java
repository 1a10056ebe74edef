package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDList;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The events of callbacks, with their logs, as a callback in Keras 3.15.1 wrote them down: the
 * model says 0, and the target of row i is the root of i, in batches of two of five rows.
 */
class EventsTest {
  private static final String EPOCH =
      """
      train_batch_begin 0
      train_batch_end 0 loss=0.5000 mae=0.5000
      train_batch_begin 1
      train_batch_end 1 loss=1.5000 mae=1.0366
      train_batch_begin 2
      train_batch_end 2 loss=2.0000 mae=1.2293
      """;

  private final List<String> seen = new ArrayList<>();
  private final Callback notes =
      new Callback() {
        private void note(String event, Map<String, Double> logs) {
          seen.add(
              event
                  + logs.entrySet().stream()
                      .map(e -> String.format(Locale.ROOT, " %s=%.4f", e.getKey(), e.getValue()))
                      .collect(Collectors.joining()));
        }

        @Override
        public void onTrainBegin(TrainingRun run) {
          seen.add("train_begin");
        }

        @Override
        public void onTrainEnd(TrainingRun run, Map<String, Double> logs) {
          note("train_end", logs);
        }

        @Override
        public void onEpochBegin(TrainingRun run, int epoch) {
          seen.add("epoch_begin " + epoch);
        }

        @Override
        public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
          note("epoch_end " + epoch, logs);
        }

        @Override
        public void onTrainBatchBegin(TrainingRun run, long step) {
          seen.add("train_batch_begin " + step);
        }

        @Override
        public void onTrainBatchEnd(
            TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
          note("train_batch_end " + step, logs.get());
        }

        @Override
        public void onTestBegin(TrainingRun run) {
          seen.add("test_begin");
        }

        @Override
        public void onTestEnd(TrainingRun run, Map<String, Double> logs) {
          note("test_end", logs);
        }

        @Override
        public void onTestBatchBegin(TrainingRun run, long step) {
          seen.add("test_batch_begin " + step);
        }

        @Override
        public void onTestBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
          note("test_batch_end " + step, logs.get());
        }

        @Override
        public void onPredictBegin(TrainingRun run) {
          seen.add("predict_begin");
        }

        @Override
        public void onPredictEnd(TrainingRun run) {
          seen.add("predict_end");
        }

        @Override
        public void onPredictBatchBegin(TrainingRun run, long step) {
          seen.add("predict_batch_begin " + step);
        }

        @Override
        public void onPredictBatchEnd(TrainingRun run, long step, Supplier<NDList> outputs) {
          long[] shape = outputs.get().singletonOrThrow().getShape().getShape();
          seen.add("predict_batch_end " + step + " " + Arrays.toString(shape));
        }
      };

  private static Dataset rows(int count) {
    float[] x = new float[count];
    float[] y = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = 1;
      y[i] = (float) Math.sqrt(i);
    }
    return Dataset.of(TensorData.of(x, count, 1), TensorData.of(y, count, 1));
  }

  private static Model model(int stepsPerExecution, String... metrics) {
    Model model =
        new Sequential(input(1), dense(1).kernelInitializer("zeros").useBias(false))
            .on("reference");
    return model.compile(
        new Compilation(sgd(0)).loss("mse").metrics(metrics).stepsPerExecution(stepsPerExecution));
  }

  private void expect(String... expected) {
    assertEquals(String.join("", expected), String.join("\n", seen) + "\n");
  }

  private FitOptions options(int epochs) {
    return FitOptions.epochs(epochs).batchSize(2).shuffle(false).verbose(false).callbacks(notes);
  }

  @Test
  void trainingWithAValidationAfterEverySecondEpoch() {
    try (Model model = model(1, "mae")) {
      model.fit(rows(5), options(2).validation(rows(3)).validationFreq(2));
    }
    expect(
        "train_begin\nepoch_begin 0\n",
        EPOCH,
        "epoch_end 0 loss=2.0000 mae=1.2293\nepoch_begin 1\n",
        EPOCH,
        """
        test_begin
        test_batch_begin 0
        test_batch_end 0 loss=0.5000 mae=0.5000
        test_batch_begin 1
        test_batch_end 1 loss=1.0000 mae=0.8047
        test_end loss=1.0000 mae=0.8047
        epoch_end 1 loss=2.0000 mae=1.2293 val_loss=1.0000 val_mae=0.8047
        train_end loss=2.0000 mae=1.2293 val_loss=1.0000 val_mae=0.8047
        """);
  }

  @Test
  void evaluation() {
    try (Model model = model(1, "mae")) {
      RunOptions run = new RunOptions().batchSize(2).verbose(0).callbacks(notes);
      Map<String, Double> logs = model.evaluate(rows(5), run);
      assertEquals(2, logs.get("loss"), 1e-6);
    }
    expect("test_begin\n", EPOCH.replace("train", "test"), "test_end loss=2.0000 mae=1.2293\n");
  }

  @Test
  void prediction() {
    try (Model model = model(1)) {
      RunOptions run = new RunOptions().batchSize(2).verbose(0).callbacks(notes);
      model.predict(new float[5][1], run);
    }
    expect(
        """
        predict_begin
        predict_batch_begin 0
        predict_batch_end 0 [2, 1]
        predict_batch_begin 1
        predict_batch_end 1 [2, 1]
        predict_batch_begin 2
        predict_batch_end 2 [1, 1]
        predict_end
        """);
  }

  /** The last event has the number of a step that there was not, as Keras has it. */
  @Test
  void twoStepsBetweenEvents() {
    try (Model model = model(2)) {
      model.fit(rows(5), options(1));
    }
    expect(
        """
        train_begin
        epoch_begin 0
        train_batch_begin 0
        train_batch_end 1 loss=1.5000
        train_batch_begin 2
        train_batch_end 3 loss=2.0000
        epoch_end 0 loss=2.0000
        train_end loss=2.0000
        """);
  }

  /** Keras's {@code callback.params}; a validation has those of its training. */
  @Test
  void whatWasAskedForIsAtHand() {
    List<String> asked = new ArrayList<>();
    Callback params =
        new Callback() {
          @Override
          public void onTrainBegin(TrainingRun run) {
            asked.add("fit " + run.verbose() + " " + run.epochs() + " " + run.steps());
          }

          @Override
          public void onTestBegin(TrainingRun run) {
            asked.add("evaluate " + run.verbose() + " " + run.steps());
          }

          @Override
          public void onPredictBegin(TrainingRun run) {
            asked.add("predict " + run.verbose() + " " + run.steps());
          }
        };
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    try (Model model = model(1)) {
      FitOptions options = FitOptions.epochs(1).batchSize(2).verbose(2).out(nowhere);
      model.fit(rows(5), options.validation(rows(3)).callbacks(params));
      model.evaluate(rows(5), new RunOptions().verbose(1).out(nowhere).callbacks(params));
      model.predictAll(rows(3), new RunOptions().callbacks(params)).close();
    }
    assertEquals(List.of("fit 2 1 3", "evaluate 2 2", "evaluate 1 1", "predict 0 1"), asked);
  }
}
