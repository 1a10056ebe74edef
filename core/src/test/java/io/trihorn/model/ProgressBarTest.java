package io.trihorn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What is printed, as {@code keras.callbacks.ProgbarLogger} of Keras 3.15.1 prints it when its
 * clock is set to the same times, without its colours.
 */
class ProgressBarTest {
  private static final String FULL = "\u2501";
  private static final String EMPTY = "\u2500";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private TrainingRun run(int epochs, long steps) {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new TrainingRun(null, epochs, steps, List.of(), new RunOptions().out(out));
  }

  /** What was printed since the last call. */
  private String text() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text;
  }

  /** The same, with the time of a step as {@code T}. */
  private String printed() {
    return text().replaceAll("\\d+(s|ms|us)/step", "T");
  }

  private static Map<String, Double> logs() {
    Map<String, Double> logs = new LinkedHashMap<>();
    logs.put("loss", 0.0011);
    logs.put("a", 0.001);
    logs.put("b", -0.5);
    logs.put("c", Double.NaN);
    logs.put("d", 123456.789);
    logs.put("e", Double.POSITIVE_INFINITY);
    return logs;
  }

  private void epoch(ProgressBar bar, TrainingRun run, long steps, Map<String, Double> logs) {
    bar.onEpochBegin(run, 0);
    for (long step = 0; step < steps; step++) {
      bar.onTrainBatchEnd(run, step, () -> logs);
    }
    bar.onEpochEnd(run, 0, logs);
  }

  private static String bar(int full) {
    return FULL.repeat(full) + EMPTY.repeat(20 - full);
  }

  @Test
  void aBarAtTheEndOfAnEpochThatEndedEarlyToo() {
    ProgressBar bar = new ProgressBar(1, false);
    TrainingRun run = run(1, 10);
    bar.onTrainBegin(run);
    epoch(bar, run, 3, logs());
    assertEquals(
        "10/10 "
            + bar(20)
            + " 0s T - loss: 0.0011 - a: 1.0000e-03 - b: -0.5000 - c: nan - d: 123456.7890"
            + " - e: inf\n",
        printed());
    run = run(1, 5);
    bar.onTrainBegin(run);
    epoch(bar, run, 9, Map.of());
    assertEquals("5/5 " + bar(20) + " 0s T\n", printed());
  }

  @Test
  void aLineForEachEpoch() {
    ProgressBar bar = new ProgressBar(2, false);
    TrainingRun run = run(3, 10);
    bar.onTrainBegin(run);
    epoch(bar, run, 3, logs());
    assertEquals(
        "Epoch 1/3\n10/10 - 0s - T - loss: 0.0011 - a: 1.0000e-03 - b: -5.0000e-01 - c: nan"
            + " - d: 123456.7890 - e: inf\n",
        printed());
  }

  @Test
  void unknownStepsAreKnownAfterTheFirstEpoch() {
    ProgressBar bar = timed(1, true);
    TrainingRun run = run(1, -1);
    bar.onTrainBegin(run);
    bar.onEpochBegin(run, 0);
    for (int step = 0; step < 3; step++) {
      after(0.1);
      bar.onTrainBatchEnd(run, step, Map::of);
      assertEquals("\r      " + (step + 1) + "/Unknown 0s 100ms/step", text());
    }
    after(0.1);
    bar.onEpochEnd(run, 0, Map.of());
    assertEquals("\r3/3 " + bar(20) + " 0s 150ms/step\n", text());
    bar.onEpochBegin(run, 1);
    bar.onTrainBatchEnd(run, 0, Map::of);
    assertEquals("\r1/3 " + bar(6) + " 0s 0s/step", text());
    bar.onTrainEnd(run, Map.of());
    bar.onPredictBegin(run);
    bar.onPredictBatchEnd(run, 0, () -> null);
    assertEquals("\r      1/Unknown 0s 0s/step", text());
  }

  private long time = 5;

  private ProgressBar timed(int verbose, boolean redraw) {
    return new ProgressBar(verbose, redraw, () -> time);
  }

  private void after(double seconds) {
    time += (long) (seconds * 1e9);
  }

  @Test
  void aBarIsRedrawnTwentyTimesASecondAndWipesOutALongerOne() {
    ProgressBar bar = timed(1, true);
    TrainingRun run = run(1, 4);
    bar.onTrainBegin(run);
    bar.onEpochBegin(run, 0);
    after(2);
    bar.onTrainBatchEnd(run, 0, () -> Map.of("loss", 1.0));
    assertEquals("\r1/4 " + bar(5) + " 6s 2s/step - loss: 1.0000", text());
    after(0.04);
    bar.onTrainBatchEnd(run, 1, () -> Map.of("loss", 123456789.0));
    assertEquals("", text());
    after(0.02);
    bar.onTrainBatchEnd(run, 2, () -> Map.of("loss", 123456789.0));
    assertEquals("\r3/4 " + bar(15) + " 0s 30ms/step - loss: 123456789.0000", text());
    after(0.5);
    bar.onTrainBatchEnd(run, 3, () -> Map.of("loss", 1.0));
    assertEquals("\r4/4 " + bar(20) + " 0s 187ms/step - loss: 1.0000       ", text());
    bar.onEpochEnd(run, 0, Map.of("val_loss", 2.0));
    assertEquals("\r4/4 " + bar(20) + " 3s 187ms/step - loss: 1.0000 - val_loss: 2.0000\n", text());
    bar.onEpochBegin(run, 1);
    bar.onEpochEnd(run, 1, Map.of());
    assertEquals("\r4/4 " + bar(20) + " 0s 0s/step\n", text(), "nothing of the epoch before");
  }

  @Test
  void timeThatIsLeft() {
    ProgressBar bar = timed(1, true);
    TrainingRun run = run(1, 10_000);
    bar.onTrainBegin(run);
    bar.onEpochBegin(run, 0);
    left(bar, run, 0, 1, "    1/10000 " + bar(0) + " 2:46:39 1s/step");
    left(bar, run, 1, 1, "    2/10000 " + bar(0) + " 2:46:38 1s/step");
    left(bar, run, 5000, 4999, " 5001/10000 " + bar(10) + " 1:23:19 1s/step");
    left(bar, run, 9000, 4000, " 9001/10000 " + bar(18) + " 16:39 1s/step  ");
    left(bar, run, 9990, 990, " 9991/10000 " + bar(19) + " 9s 1s/step   ");
  }

  private void left(ProgressBar bar, TrainingRun run, long step, double seconds, String line) {
    after(seconds);
    bar.onTrainBatchEnd(run, step, Map::of);
    assertEquals("\r" + line, text());
  }

  @Test
  void onlyABarIsRedrawn() {
    for (ProgressBar bar : List.of(timed(2, true), timed(1, false))) {
      TrainingRun run = run(1, 4);
      bar.onTrainBegin(run);
      bar.onEpochBegin(run, 0);
      after(1);
      bar.onTrainBatchEnd(run, 0, Map::of);
      assertEquals("", text());
    }
  }

  @Test
  void timesHaveTheirUnits() {
    times(12.4, 5, "12s", "2s/step");
    times(5, 5, "5s", "1s/step");
    times(4.9, 5, "5s", "980ms/step");
    times(0.005, 5, "0s", "1ms/step");
    times(0.004, 5, "0s", "800us/step");
    times(0, 5, "0s", "0s/step");
  }

  private void times(double seconds, int steps, String all, String each) {
    ProgressBar bar = timed(2, false);
    TrainingRun run = run(1, steps);
    bar.onTrainBegin(run);
    bar.onEpochBegin(run, 0);
    after(seconds);
    bar.onTrainBatchEnd(run, steps - 1, Map::of);
    bar.onEpochEnd(run, 0, Map.of());
    assertEquals("5/5 - " + all + " - " + each + "\n", text());
  }

  @Test
  void aValidationInsideATrainingHasNoBarOfItsOwn() {
    ProgressBar bar = new ProgressBar(2, false);
    TrainingRun run = run(1, 1);
    bar.onTestBegin(run);
    bar.onTestBatchEnd(run, 0, () -> Map.of("loss", 2.0));
    bar.onTestEnd(run, Map.of("loss", 2.0));
    assertEquals("1/1 - 0s - T - loss: 2.0000\n", printed());
    bar.onTrainBegin(run);
    bar.onEpochBegin(run, 0);
    bar.onTrainBatchEnd(run, 0, Map::of);
    bar.onTestBegin(run);
    bar.onTestBatchEnd(run, 4, () -> Map.of("loss", 2.0));
    bar.onTestEnd(run, Map.of("loss", 2.0));
    assertEquals("", printed());
    bar.onEpochEnd(run, 0, Map.of("loss", 3.0));
    bar.onTrainEnd(run, Map.of());
    assertEquals("1/1 - 0s - T - loss: 3.0000\n", printed());
    bar.onTestBegin(run);
    bar.onTestEnd(run, Map.of());
    assertEquals("1/1 - 0s - T\n", printed());
  }

  @Test
  void predictionsHaveNoLogs() {
    ProgressBar bar = new ProgressBar(2, false);
    TrainingRun run = run(1, 12);
    bar.onPredictBegin(run);
    for (int step = 0; step < 12; step++) {
      bar.onPredictBatchEnd(run, step, () -> null);
    }
    bar.onPredictEnd(run);
    assertEquals("12/12 - 0s - T\n", printed());
  }

  @Test
  void theLevelIsZeroToTwo() {
    assertEquals(0, ProgressBar.level(0));
    assertEquals(2, ProgressBar.level(2));
    for (int level : new int[] {-1, 3}) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> new ProgressBar(level));
      assertEquals(
          "verbose should be 0 (silent), 1 (a bar) or 2 (a line for each epoch), but is " + level,
          e.getMessage());
    }
  }
}
