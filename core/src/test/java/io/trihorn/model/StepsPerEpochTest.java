package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.data.Dataset;
import io.trihorn.data.Sample;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Which batches an epoch of a number of steps sees. The model always says 0 and the targets are
 * such that the loss of the n-th of four batches is 2 n + 0.5: the losses are Keras 3.15's.
 */
class StepsPerEpochTest {
  private static final class Epochs implements Callback {
    private final List<Integer> steps = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();

    @Override
    public void onEpochBegin(TrainingRun run, int epoch) {
      steps.add(0);
    }

    @Override
    public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
      steps.set(steps.size() - 1, steps.get(steps.size() - 1) + 1);
    }

    @Override
    public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
      losses.add(Math.round(logs.get("loss") * 1e4) / 1e4);
    }
  }

  private static Dataset arrays() {
    float[] y = new float[8];
    for (int i = 0; i < y.length; i++) {
      y[i] = (float) Math.sqrt(i);
    }
    float[] x = {1, 1, 1, 1, 1, 1, 1, 1};
    return Dataset.of(TensorData.of(x, 8, 1), TensorData.of(y, 8, 1));
  }

  private static Stream<Sample> samples() {
    return IntStream.range(0, 8)
        .mapToObj(i -> Sample.of(new float[] {1}, new float[] {(float) Math.sqrt(i)}));
  }

  private static Epochs train(Dataset data, FitOptions options) {
    Epochs epochs = new Epochs();
    try (Sequential model =
        new Sequential(input(1), dense(1).kernelInitializer("zeros").useBias(false))) {
      model.on("reference");
      model.compile(sgd(0), "mse");
      model.fit(data, options.callbacks(epochs).verbose(false));
    }
    return epochs;
  }

  private static void expect(Epochs got, List<Integer> steps, List<Double> losses) {
    assertEquals(steps, got.steps);
    assertEquals(losses, got.losses);
  }

  private static FitOptions steps(long steps) {
    return FitOptions.epochs(5).stepsPerEpoch(steps).shuffle(false).batchSize(2);
  }

  @Test
  void goOnWhereTheLastEpochStopped() {
    expect(train(arrays(), steps(2)), List.of(2, 2, 2, 2, 2), List.of(1.5, 5.5, 1.5, 5.5, 1.5));
  }

  @Test
  void anEpochThatMeetsTheEndIsShort() {
    expect(train(arrays(), steps(3)), List.of(3, 1, 3, 1, 3), List.of(2.5, 6.5, 2.5, 6.5, 2.5));
  }

  @Test
  void moreStepsThanBatches() {
    expect(train(arrays(), steps(5)), List.of(4, 4, 4, 4, 4), List.of(3.5, 3.5, 3.5, 3.5, 3.5));
  }

  @Test
  void dataInBatchesOfTheirOwn() {
    Dataset batches = arrays().batch(2);
    FitOptions options = FitOptions.epochs(4).stepsPerEpoch(3);
    expect(train(batches, options), List.of(3, 1, 3, 1), List.of(2.5, 6.5, 2.5, 6.5));
  }

  @Test
  void generatedData() {
    Dataset generated = Dataset.stream(StepsPerEpochTest::samples);
    expect(train(generated, steps(3)), List.of(3, 1, 3, 1, 3), List.of(2.5, 6.5, 2.5, 6.5, 2.5));
  }

  @Test
  void endlessData() {
    Dataset endless =
        Dataset.stream(
            () -> Stream.iterate(0, i -> i + 1).flatMap(i -> samples().skip(0)).sequential());
    expect(
        train(endless, steps(3)), List.of(3, 3, 3, 3, 3), List.of(2.5, 3.1667, 3.8333, 4.5, 2.5));
  }

  @Test
  void shuffledRowsAreAllSeenBeforeOneIsSeenAgain() {
    Epochs got = train(arrays(), FitOptions.epochs(6).stepsPerEpoch(2).batchSize(2));
    for (int e = 0; e < 6; e += 2) {
      assertEquals(7, got.losses.get(e) + got.losses.get(e + 1), 1e-3);
    }
  }
}
