package io.trihorn.studio.record;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Callback;
import io.trihorn.model.Model;
import io.trihorn.model.TrainingRun;
import io.trihorn.studio.store.Artifact;
import io.trihorn.studio.store.Axis;
import io.trihorn.studio.store.NewRun;
import io.trihorn.studio.store.RunState;
import io.trihorn.studio.store.RunStore;
import io.trihorn.studio.store.Wish;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Puts what happens in a training into a store, and does what pages wish of it. */
public final class Recorder implements Callback, AutoCloseable {
  private static final double MS = 1e-6;

  /**
   * Looks at logs take one part of so many of the time, but are no rarer than every two seconds.
   */
  private static final int SHARE = 300;

  /**
   * Rates change slowly, and asking for them costs as much as the logs: with every so many looks.
   */
  private static final int RATES = 8;

  private static final long RAREST = 2_000_000_000L;

  private static final String PLACE = "place";

  private final RunStore store;
  private final NewRun wanted;
  private final RecorderOptions options;
  private final LongConsumer begun;

  /** The run that is to be taken up, until it has been. */
  private Long takenUp;

  private boolean resumes;
  private Writer writer;
  private WeightWatch weights;
  private SampleWatch sample;
  private long step;
  private long epochs;
  private boolean described;
  private long batchBegin;
  private long lastEnd;
  private long lastLook;
  private long untilNext;
  private long looks;
  private double stepMs;
  private double waitMs;
  private long sinceLook;
  private boolean stopWished;

  /**
   * A recorder of the trainings that it is given to as a callback, each a run of its own.
   *
   * @param store where they go; it stays open
   * @param wanted the run's name (that of the model where it is empty), tags and text
   * @param begun is told the number of each run
   */
  public Recorder(RunStore store, NewRun wanted, RecorderOptions options, LongConsumer begun) {
    this.store = store;
    this.wanted = wanted;
    this.options = options;
    this.begun = begun;
  }

  /**
   * A recorder of one training that goes on with a run, which {@link RunStore#takeUp} gave. What
   * was logged of steps after its place is forgotten.
   */
  public Recorder(RunStore store, long run, RecorderOptions options, LongConsumer begun) {
    this(store, null, options, begun);
    takenUp = run;
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    resumes = takenUp != null;
    long id = resumes ? takenUp : begin(run.model());
    takenUp = null;
    Model model = run.model();
    store.describe(id, model.backend().name(), run.epochs(), run.steps());
    writer = new Writer(store, id);
    weights = new WeightWatch(writer, model, options);
    sample = options.sample() == null ? null : new SampleWatch(writer, model, options);
    step = 0;
    epochs = 0;
    lastEnd = 0;
    lastLook = System.nanoTime();
    untilNext = options.interval().toNanos();
    looks = 0;
    described = false;
    stopWished = false;
    weights.begin();
    begun.accept(id);
  }

  private long begin(Model model) {
    close();
    String name = wanted.name().isEmpty() ? model.name() : wanted.name();
    return store.begin(new NewRun(name, wanted.tags(), wanted.text()));
  }

  @Override
  public Map<String, TensorData> state() {
    // Else a run that is taken up there would miss what was not written yet.
    writer.flush();
    return Map.of(PLACE, TensorData.of(new long[] {step, epochs}, 2));
  }

  @Override
  public void restore(Map<String, TensorData> state) {
    step = state.get(PLACE).getLong(0);
    epochs = state.get(PLACE).getLong(1);
    writer.step(step);
  }

  @Override
  public void onEpochBegin(TrainingRun run, int epoch) {
    if (resumes) {
      store.forgetAfter(writer.run(), step, epochs);
      resumes = false;
    }
  }

  @Override
  public void onTrainBatchBegin(TrainingRun run, long batch) {
    long now = System.nanoTime();
    if (lastEnd != 0) {
      waitMs += (now - lastEnd) * MS;
    }
    batchBegin = now;
  }

  @Override
  public void onTrainBatchEnd(TrainingRun run, long batch, Supplier<Map<String, Double>> logs) {
    long now = System.nanoTime();
    step++;
    writer.step(step);
    if (!describe(run.model())) {
      // The first step compiles, which would hide the others.
      stepMs += (now - batchBegin) * MS;
      sinceLook++;
    }
    if (now - lastLook >= untilNext) {
      look(run.model(), logs.get());
      lastLook = System.nanoTime();
      untilNext = untilNext(lastLook - now);
    }
    weights.step(step);
    if (sample != null) {
      sample.step(step);
    }
    obey(run);
    lastEnd = System.nanoTime();
  }

  /** How long after a look the next one comes; the first look compiles, which says nothing. */
  private long untilNext(long cost) {
    long interval = options.interval().toNanos();
    return interval == 0 || looks == 1
        ? interval
        : Math.max(interval, Math.min(RAREST, cost * SHARE));
  }

  /**
   * The model is drawn as it is built, which some are with the first batch; gives whether it was.
   */
  private boolean describe(Model model) {
    if (described) {
      return false;
    }
    described = true;
    writer.artifact(
        new Artifact(
            "model",
            "config",
            step,
            "application/json",
            model.toJson().getBytes(StandardCharsets.UTF_8)));
    if (sample != null) {
      sample.begin();
    }
    return true;
  }

  private void look(Model model, Map<String, Double> logs) {
    logs.forEach((name, value) -> writer.point(Axis.STEP, name, step, value));
    if (sinceLook > 0) {
      writer.point(Axis.SYSTEM, "step time", step, stepMs / sinceLook);
      writer.point(Axis.SYSTEM, "wait for data", step, waitMs / sinceLook);
    }
    if (looks++ % RATES == 0) {
      rates(model).forEach((name, value) -> writer.point(Axis.SYSTEM, name, step, value));
    }
    stepMs = 0;
    waitMs = 0;
    sinceLook = 0;
  }

  private static Map<String, Double> rates(Model model) {
    return model.compilation() == null ? Map.of() : model.learningRates();
  }

  /** Waits or stops where that is wished. */
  private void obey(TrainingRun run) {
    if (writer.wish() == Wish.PAUSE) {
      store.state(writer.run(), RunState.PAUSED, "");
      writer.awaitOther(Wish.PAUSE);
      if (writer.wish() == Wish.RUN) {
        store.state(writer.run(), RunState.RUNNING, "");
      }
    }
    if (writer.wish() == Wish.STOP) {
      stopWished = true;
      run.stop();
    }
  }

  @Override
  public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
    epochs = epoch + 1L;
    // A run that was stopped at the end of an epoch begins with that end.
    describe(run.model());
    logs.forEach((name, value) -> writer.point(Axis.EPOCH, name, epoch + 1L, value));
    rates(run.model()).forEach((name, value) -> writer.point(Axis.EPOCH, name, epoch + 1L, value));
    if (sample != null) {
      sample.epoch(step);
    }
    // What comes until the next step is no wait for data.
    lastEnd = 0;
  }

  @Override
  public void onTrainEnd(TrainingRun run, Map<String, Double> logs) {
    if (sample != null && step > 0) {
      sample.last(step);
    }
    end(
        run.isStopped() ? RunState.STOPPED : RunState.FINISHED,
        stopWished || !run.isStopped() ? "" : "a callback ended it");
  }

  /** Says that the training ended with an error. */
  public void failed(String message) {
    end(RunState.FAILED, message);
  }

  private void end(RunState state, String message) {
    if (takenUp != null) {
      store.state(takenUp, state, message);
      takenUp = null;
    }
    if (writer == null) {
      return;
    }
    if (sample != null) {
      sample.close();
    }
    weights.close();
    long id = writer.run();
    writer.close();
    writer = null;
    store.state(id, state, message);
  }

  /** Ends a run that has not come to its end: its training failed. */
  @Override
  public void close() {
    failed("the training ended without a word");
  }
}
