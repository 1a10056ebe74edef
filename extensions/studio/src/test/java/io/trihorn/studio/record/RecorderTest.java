package io.trihorn.studio.record;

import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Callback;
import io.trihorn.model.History;
import io.trihorn.model.ModelException;
import io.trihorn.model.Sequential;
import io.trihorn.model.TrainingRun;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.studio.Studio;
import io.trihorn.studio.store.Axis;
import io.trihorn.studio.store.Curve;
import io.trihorn.studio.store.Histogram;
import io.trihorn.studio.store.Run;
import io.trihorn.studio.store.RunState;
import io.trihorn.studio.store.RunStore;
import io.trihorn.studio.store.Wish;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded of a training is what happened in it. */
class RecorderTest {
  private static final int ROWS = 24;

  @TempDir private Path folder;
  private final TensorData x = TensorData.of(new float[ROWS * 36], ROWS, 6, 6, 1);
  private final int[] y = new int[ROWS];

  @BeforeEach
  void data() {
    for (int i = 0; i < x.size(); i++) {
      x.setDouble(i, Math.sin(i * i));
    }
    for (int i = 0; i < ROWS; i++) {
      y[i] = x.getDouble(36L * i) > 0.3 ? 2 : x.getDouble(36L * i + 7) > 0 ? 1 : 0;
    }
  }

  private Dataset rows() {
    return Dataset.of(x, y);
  }

  private static Sequential model() {
    Sequential model =
        new Sequential(
            input(6, 6, 1),
            conv2d(2, 3).name("first"),
            flatten(),
            dense(5, "tanh").name("hidden"),
            dense(3, "softmax").name("last"));
    model.seed(3);
    model.on("reference");
    model.compile(Optimizers.sgd(0.05), "sparse_categorical_crossentropy", "accuracy");
    return model;
  }

  private Curve curve(RunStore store, Axis axis, String name) {
    return store.curves(1, 0, 10_000).stream()
        .filter(c -> c.axis() == axis && c.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void keepsLogsHistogramsAndWhatTheSampleGives() throws IOException {
    List<Double> losses = new ArrayList<>();
    List<TensorData> kernels = new ArrayList<>();
    Callback witness =
        new Callback() {
          @Override
          public void onTrainBatchEnd(
              TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
            losses.add(logs.get().get("loss"));
            kernels.add(run.model().variableValues(run.model().weights()).get(2));
          }
        };
    History history;
    try (Sequential model = model();
        Studio studio =
            new Studio(folder)
                .name("<b>run</b>")
                .tags("small")
                .interval(Duration.ZERO)
                .histogramFreq(4)
                .sample(rows())
                .sampleRows(20)
                .classes("low", "mid", "high")) {
      history =
          model.fit(
              rows(),
              epochs(3).batchSize(6).shuffle(false).verbose(false).callbacks(studio, witness));
    }
    try (RunStore store = RunStore.open(folder)) {
      Run run = store.run(1).orElseThrow();
      assertEquals(
          List.of("<b>run</b>", List.of("small"), RunState.FINISHED, "reference", 3, 4L),
          List.of(run.name(), run.tags(), run.state(), run.backend(), run.epochs(), run.steps()));
      Curve loss = curve(store, Axis.STEP, "loss");
      assertEquals(12, loss.x().length);
      for (int i = 0; i < 12; i++) {
        assertEquals(i + 1, loss.x()[i]);
        assertEquals(losses.get(i), loss.value()[i], 0);
      }
      for (String name : List.of("loss", "accuracy")) {
        Curve epochs = curve(store, Axis.EPOCH, name);
        for (int e = 0; e < 3; e++) {
          assertEquals(history.get(name).get(e), epochs.value()[e], 0);
        }
      }
      assertEquals(0.05, curve(store, Axis.SYSTEM, "learning_rate").value()[0], 1e-7);
      for (String name : List.of("step time", "wait for data", "heap")) {
        assertTrue(curve(store, Axis.SYSTEM, name).value()[0] >= 0, name);
      }
      histograms(store, kernels);
      seen(store);
    }
  }

  /** Of the hidden layer's kernel: at steps 1, 4, 8 and 12, and its updates. */
  private void histograms(RunStore store, List<TensorData> kernels) {
    List<Histogram> kernel =
        store.histograms(1, "weight").stream()
            .filter(h -> h.name().equals("hidden/kernel"))
            .toList();
    assertEquals(List.of(1L, 4L, 8L, 12L), kernel.stream().map(Histogram::step).toList());
    for (Histogram h : kernel) {
      double[] values = kernels.get((int) h.step() - 1).toDoubleArray();
      assertEquals(values.length, h.counts().stream().mapToInt(i -> i).sum());
      double least = Double.MAX_VALUE;
      double most = -Double.MAX_VALUE;
      for (double value : values) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      assertEquals(least, h.low(), 1e-6);
      assertEquals(most, h.high(), 1e-6);
    }
    assertEquals(
        List.of(4L, 8L, 12L),
        store.histograms(1, "gradient").stream()
            .filter(h -> h.name().equals("hidden/kernel"))
            .map(Histogram::step)
            .toList());
    assertTrue(store.histograms(1, "activation").stream().anyMatch(h -> h.name().equals("hidden")));
    Curve update = curve(store, Axis.UPDATE, "hidden/kernel");
    assertEquals(List.of(4L, 8L, 12L), List.of(update.x()[0], update.x()[1], update.x()[2]));
    double change = 0;
    double size = 0;
    for (int i = 0; i < kernels.get(2).size(); i++) {
      double before = kernels.get(2).getDouble(i);
      change += Math.pow(kernels.get(3).getDouble(i) - before, 2);
      size += before * before;
    }
    assertEquals(Math.sqrt(change / size), update.value()[0], 1e-9);
  }

  private static void seen(RunStore store) throws IOException {
    JsonObject seen =
        JsonParser.parseString(
                new String(
                    store.artifact(1, "judgement", "sample").orElseThrow().body(),
                    StandardCharsets.UTF_8))
            .getAsJsonObject();
    assertEquals("high", seen.getAsJsonArray("classes").get(2).getAsString());
    assertEquals(20, seen.getAsJsonObject("judgement").getAsJsonArray("labels").size());
    var filters =
        ImageIO.read(
            new ByteArrayInputStream(store.artifact(1, "filters", "first").orElseThrow().body()));
    assertEquals(List.of(6, 3), List.of(filters.getWidth(), filters.getHeight()));
    assertTrue(store.artifact(1, "maps", "first/11").isPresent());
    assertTrue(store.artifact(1, "embedding", "hidden").isPresent());
    assertTrue(store.artifact(1, "model", "config").isPresent());
  }

  /** Another connection wishes what a page would. */
  private static final class Wishing implements Callback {
    private final RunStore store;
    private final Map<Long, Wish> wishes;
    private long steps;

    Wishing(RunStore store, Map<Long, Wish> wishes) {
      this.store = store;
      this.wishes = wishes;
    }

    @Override
    public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
      Wish wish = wishes.get(++steps);
      if (wish != null) {
        store.wish(1, wish);
      }
    }
  }

  private static void awaitState(RunStore store, RunState state) throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      if (store.run(1).map(Run::state).orElse(null) == state) {
        return;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("the run does not become " + state);
  }

  @Test
  void waitsGoesOnAndStopsAsWished() throws InterruptedException {
    try (RunStore store = RunStore.open(folder);
        Sequential model = model()) {
      Thread training =
          new Thread(
              () -> {
                try (Studio studio = new Studio(folder).interval(Duration.ZERO)) {
                  model.fit(
                      rows(),
                      epochs(1_000_000)
                          .batchSize(6)
                          .verbose(false)
                          .callbacks(studio, new Wishing(store, Map.of(5L, Wish.PAUSE))));
                }
              });
      training.start();
      awaitState(store, RunState.PAUSED);
      long waiting = curve(store, Axis.SYSTEM, "heap").x().length;
      Thread.sleep(300);
      long still = model.iterations();
      Thread.sleep(300);
      assertEquals(still, model.iterations());
      assertTrue(curve(store, Axis.SYSTEM, "heap").x().length >= waiting, "it still tells");
      store.wish(1, Wish.RUN);
      awaitState(store, RunState.RUNNING);
      store.wish(1, Wish.STOP);
      awaitState(store, RunState.STOPPED);
      training.join(10_000);
      assertTrue(model.iterations() > still);
    }
  }

  @Test
  void saysThatATrainingFailed() {
    try (Sequential model = model();
        Studio studio = new Studio(folder)) {
      x.setDouble(3, Double.NaN);
      assertThrows(
          ModelException.class,
          () -> model.fit(rows(), epochs(2).verbose(false).callbacks(studio)));
    }
    try (RunStore store = RunStore.open(folder)) {
      assertEquals(RunState.FAILED, store.run(1).orElseThrow().state());
    }
  }
}
