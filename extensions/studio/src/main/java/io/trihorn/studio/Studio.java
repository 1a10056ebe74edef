package io.trihorn.studio;

import io.trihorn.data.Dataset;
import io.trihorn.model.Callback;
import io.trihorn.model.TrainingRun;
import io.trihorn.studio.record.Recorder;
import io.trihorn.studio.record.RecorderOptions;
import io.trihorn.studio.store.NewRun;
import io.trihorn.studio.store.RunStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Records trainings and shows them in the browser while they go on: {@code fit(data,
 * epochs(5).callbacks(new Studio(8080)))} and {@code http://localhost:8080}. Runs are kept in a
 * folder, {@code runs} by default, into which any number of programs may write; {@code ./trihorn
 * studio} shows them too. Pages can let a run wait, go on and stop.
 *
 * <p>Logs of steps are taken at most 20 times a second, since each look costs a copy from the
 * device; histograms every 100 steps.
 */
public final class Studio implements Callback, AutoCloseable {
  private static final Path RUNS = Path.of("runs");

  private final RunStore store;
  private final StudioServer server;
  private RecorderOptions options = RecorderOptions.DEFAULT;
  private String name = "";
  private List<String> tags = List.of();
  private Recorder recorder;

  /**
   * Records into the folder {@code runs} and serves it to this machine.
   *
   * @param port of the pages; 0 for any that is free, see {@link #address}
   * @throws UncheckedIOException if the port is taken
   */
  public Studio(int port) {
    this(RUNS, new StudioServer(RUNS).port(port));
  }

  /**
   * Records into a folder, for a studio that is served elsewhere.
   *
   * @param runs made where there is none
   */
  public Studio(Path runs) {
    this(runs, null);
  }

  /**
   * Records into a folder and serves it to this machine.
   *
   * @param runs made where there is none
   * @param port of the pages; 0 for any that is free
   * @throws UncheckedIOException if the port is taken
   */
  public Studio(Path runs, int port) {
    this(runs, new StudioServer(runs).port(port));
  }

  private Studio(Path runs, StudioServer server) {
    this.server = server;
    try {
      if (server != null) {
        server.start();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Studio: " + e.getMessage(), e);
    }
    store = RunStore.open(runs);
  }

  /** What the run is called; by default as the model. */
  public Studio name(String value) {
    name = value;
    return this;
  }

  /** Words to find the run by. */
  public Studio tags(String... words) {
    tags = List.of(words);
    return this;
  }

  /**
   * Rows to look at beside the training, such as some of the validation data: what layers make of
   * them, what is predicted wrongly and how surely, feature maps, embeddings. By default none.
   */
  public Studio sample(Dataset data) {
    options = options.sample(data);
    return this;
  }

  /** How many rows of the sample are looked at; by default 256. */
  public Studio sampleRows(int rows) {
    options = options.sampleRows(atLeast(1, "sampleRows", rows));
    return this;
  }

  /** The names of the classes, in their order; by default their numbers. */
  public Studio classes(String... names) {
    options = options.classes(List.of(names));
    return this;
  }

  /**
   * The layer whose outputs {@code (batch, units)} are shown as points; by default the last but
   * one.
   */
  public Studio embedding(String layer) {
    options = options.embedding(layer);
    return this;
  }

  /** After how many steps there are histograms; by default 100, 0 for none. */
  public Studio histogramFreq(int steps) {
    options = options.histogramSteps(atLeast(0, "histogramFreq", steps));
    return this;
  }

  /**
   * Whether there are histograms of gradients, for which a second program of the step keeps them;
   * by default there are.
   */
  public Studio writeGrads(boolean value) {
    options = options.gradients(value);
    return this;
  }

  /** How far looks at the logs of steps are apart at least; by default 50 ms, 0 for every step. */
  public Studio interval(Duration least) {
    options = options.interval(least);
    return this;
  }

  private static int atLeast(int least, String what, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "Studio: " + what + " should be at least " + least + ", but is " + value);
    }
    return value;
  }

  /** Where the pages are; null where this studio only records. */
  public String address() {
    return server == null ? null : server.address();
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    if (recorder != null) {
      recorder.close();
    }
    recorder = new Recorder(store, new NewRun(name, tags, null), options, id -> {});
    recorder.onTrainBegin(run);
  }

  @Override
  public void onTrainBatchBegin(TrainingRun run, long step) {
    recorder.onTrainBatchBegin(run, step);
  }

  @Override
  public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
    recorder.onTrainBatchEnd(run, step, logs);
  }

  @Override
  public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
    recorder.onEpochEnd(run, epoch, logs);
  }

  @Override
  public void onTrainEnd(TrainingRun run, Map<String, Double> logs) {
    recorder.onTrainEnd(run, logs);
  }

  /** Ends the pages, and marks a run as failed that did not come to its end. */
  @Override
  public void close() {
    if (recorder != null) {
      recorder.close();
    }
    if (server != null) {
      server.close();
    }
    store.close();
  }
}
