package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@code fit} does when. The model always says 0 and the target of row i is the root of i, so
 * that the loss of some rows is the mean of their numbers.
 */
class FitLoopTest {
  private static final class Events implements Callback {
    private final List<String> seen = new ArrayList<>();
    private final int stopAtStep;

    Events(int stopAtStep) {
      this.stopAtStep = stopAtStep;
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
      seen.add("begin");
    }

    @Override
    public void onTrainEnd(TrainingRun run, Map<String, Double> logs) {
      seen.add("end " + logs.keySet());
    }

    @Override
    public void onEpochBegin(TrainingRun run, int epoch) {
      seen.add("epoch " + epoch);
    }

    @Override
    public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
      seen.add("epoch " + epoch + " ends " + logs.keySet());
    }

    @Override
    public void onTrainBatchBegin(TrainingRun run, long step) {
      seen.add("step " + step);
    }

    @Override
    public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
      seen.add("step " + step + " ends");
      if (step == stopAtStep) {
        run.stop();
      }
    }
  }

  private static Dataset rows(int count, int nan) {
    float[] x = new float[count];
    float[] y = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = 1;
      y[i] = i == nan ? Float.NaN : (float) Math.sqrt(i);
    }
    return Dataset.of(TensorData.of(x, count, 1), TensorData.of(y, count, 1));
  }

  private static History fit(Dataset data, FitOptions options) {
    try (Sequential model =
        new Sequential(input(1), dense(1).kernelInitializer("zeros").useBias(false))) {
      model.on("reference");
      model.compile(sgd(0), "mse");
      return model.fit(data, options.verbose(false));
    }
  }

  /** As in Keras, the first floor(rows * (1 - share)) rows are trained on. */
  @ParameterizedTest
  @CsvSource({"7, 0.3, 4", "7, 0.5, 3", "10, 0.25, 7", "8, 0.25, 6", "5, 0.1, 4"})
  void theLastRowsValidate(int rows, double share, int kept) {
    History history = fit(rows(rows, -1), FitOptions.epochs(2).batchSize(2).validationSplit(share));
    for (int e = 0; e < 2; e++) {
      assertEquals((kept - 1) / 2.0, history.get("loss").get(e), 1e-5);
      assertEquals((kept + rows - 1) / 2.0, history.get("val_loss").get(e), 1e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0.3, train", "3, 0.9, train", "2, 1e-17, validate"})
  void aSplitThatLeavesNoRowIsRefused(int rows, double share, String part) {
    ModelException thrown =
        assertThrows(
            ModelException.class,
            () -> fit(rows(rows, -1), FitOptions.epochs(1).validationSplit(share)));
    String expected = "validationSplit(" + share + ") of " + rows + " rows leaves none to " + part;
    assertTrue(thrown.getMessage().contains(expected), thrown::getMessage);
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    FitOptions options = FitOptions.epochs(1);
    Map<String, Executable> refused =
        Map.of(
            "epochs should be 0 or more, but is -1", () -> FitOptions.epochs(-1),
            "batchSize should be 1 or more, but is 0", () -> options.batchSize(0),
            "validationSplit should be at least 0 and less than 1, but is 1.0",
                () -> options.validationSplit(1),
            "validationSplit should be at least 0 and less than 1, but is -0.1",
                () -> options.validationSplit(-0.1),
            "validationFreq should be 1 or more, but is 0", () -> options.validationFreq(0),
            "validationBatchSize should be 1 or more, but is 0",
                () -> options.validationBatchSize(0),
            "validationSteps should be 1 or more, but is 0", () -> options.validationSteps(0),
            "stepsPerEpoch should be 1 or more, but is 0", () -> options.stepsPerEpoch(0),
            "initialEpoch should be 0 or more, but is -1", () -> options.initialEpoch(-1));
    refused.forEach(
        (message, call) ->
            assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage()));
  }

  @ParameterizedTest
  @CsvSource({"1, 0, '[0, 1, 2, 3, 4]'", "2, 0, '[1, 3]'", "3, 0, '[2]'", "2, 2, '[3]'"})
  void everyNthEpochIsValidated(int freq, int first, String expected) {
    List<Integer> validated = new ArrayList<>();
    Callback notes =
        new Callback() {
          @Override
          public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
            if (logs.containsKey("val_loss")) {
              validated.add(epoch);
            }
          }
        };
    History history =
        fit(
            rows(4, -1),
            FitOptions.epochs(5)
                .initialEpoch(first)
                .validation(rows(3, -1))
                .validationFreq(freq)
                .callbacks(notes));
    assertEquals(expected, validated.toString());
    assertEquals(List.of(0, 1, 2, 3, 4).subList(first, 5), history.epochs());
    assertEquals(5 - first, history.get("loss").size());
    assertEquals(validated.size(), history.get("val_loss").size());
    assertEquals(1, history.last("val_loss"), 1e-5);
    assertEquals(Set.of("loss", "val_loss"), history.values().keySet());
  }

  @Test
  void callbacksAreCalledInOrder() {
    Events events = new Events(-1);
    fit(
        rows(4, -1),
        FitOptions.epochs(2).initialEpoch(1).batchSize(2).validationSplit(0.5).callbacks(events));
    assertEquals(
        List.of(
            "begin",
            "epoch 1",
            "step 0",
            "step 0 ends",
            "epoch 1 ends [loss, val_loss]",
            "end [loss, val_loss]"),
        events.seen);
  }

  @Test
  void stoppingInTheMiddleEndsTheEpoch() {
    Events events = new Events(1);
    History history =
        fit(rows(8, -1), FitOptions.epochs(3).batchSize(2).shuffle(false).callbacks(events));
    assertEquals(
        List.of(
            "begin",
            "epoch 0",
            "step 0",
            "step 0 ends",
            "step 1",
            "step 1 ends",
            "epoch 0 ends [loss]",
            "end [loss]"),
        events.seen);
    assertEquals(1.5, history.last("loss"), 1e-5);
    assertEquals(List.of(0), history.epochs());
  }

  /** A copy from the device is made at each 16th step and at the end of an epoch. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 16", "16, 16", "17, 32", "33, 39"})
  void notANumberIsNoticed(int row, int step) {
    Events events = new Events(-1);
    ModelException thrown =
        assertThrows(
            ModelException.class,
            () ->
                fit(
                    rows(40, row),
                    FitOptions.epochs(2).batchSize(1).shuffle(false).callbacks(events)));
    assertTrue(
        thrown.getMessage().contains("NaN by step " + step + " of epoch 0"), thrown::getMessage);
    assertEquals(step + 1, events.seen.stream().filter(e -> e.matches("step \\d+")).count());
  }
}
