package io.trihorn.callbacks;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Callback;
import io.trihorn.model.TrainingRun;
import java.util.List;
import java.util.Map;

/** Stops training when a log no longer gets better. */
public final class EarlyStopping implements Callback {
  private final Monitor monitor = new Monitor("EarlyStopping");
  private int patience;
  private int verbose;
  private Double baseline;
  private boolean restoreBestWeights;
  private int startFromEpoch;
  private int wait;
  private Double best;
  private int bestEpoch;
  private int stoppedEpoch;
  private List<TensorData> bestWeights;

  /** Stops after the first epoch that does not lower {@code val_loss}. */
  public EarlyStopping() {}

  /** The log to look at; by default {@code val_loss}. */
  public EarlyStopping monitor(String log) {
    monitor.name(log);
    return this;
  }

  /** By how much a value must be better to count as such; by default 0. */
  public EarlyStopping minDelta(double value) {
    monitor.minDelta(value);
    return this;
  }

  /** After how many epochs without a better value training stops; by default 0. */
  public EarlyStopping patience(int epochs) {
    patience = epochs;
    return this;
  }

  /** Whether it is printed that training stops: 1, or 0 as by default. */
  public EarlyStopping verbose(int level) {
    verbose = level;
    return this;
  }

  /** Which values are better; by default {@link Mode#AUTO}. */
  public EarlyStopping mode(Mode value) {
    monitor.mode(value);
    return this;
  }

  /** Values worse than this do not let training go on longer; by default there is none. */
  public EarlyStopping baseline(Double value) {
    baseline = value;
    return this;
  }

  /** Whether the model gets the weights of the best epoch in the end; by default it does not. */
  public EarlyStopping restoreBestWeights(boolean value) {
    restoreBestWeights = value;
    return this;
  }

  /** The first epoch that counts, from 0; by default 0. */
  public EarlyStopping startFromEpoch(int epoch) {
    startFromEpoch = epoch;
    return this;
  }

  /** The epochs since the last better value. */
  public int waited() {
    return wait;
  }

  /** The best value, or null before there is one. */
  public Double best() {
    return best;
  }

  /** The epoch of the best value. */
  public int bestEpoch() {
    return bestEpoch;
  }

  /** The epoch after which training was stopped, or 0. */
  public int stoppedEpoch() {
    return stoppedEpoch;
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    wait = 0;
    stoppedEpoch = 0;
    best = null;
    bestEpoch = 0;
    bestWeights = null;
  }

  @Override
  public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
    monitor.settle(run);
    Double current = monitor.value(logs);
    if (current == null || epoch < startFromEpoch) {
      return;
    }
    if (restoreBestWeights && bestWeights == null) {
      bestWeights = run.model().weightValues();
      bestEpoch = epoch;
    }
    wait++;
    if (monitor.isBetter(current, best)) {
      best = current;
      bestEpoch = epoch;
      if (restoreBestWeights) {
        bestWeights = run.model().weightValues();
      }
      if (baseline == null || monitor.isBetter(current, baseline)) {
        wait = 0;
      }
    } else if (wait >= patience && epoch > 0) {
      stoppedEpoch = epoch;
      run.stop();
    }
  }

  @Override
  public void onTrainEnd(TrainingRun run, Map<String, Double> logs) {
    if (stoppedEpoch > 0 && verbose > 0) {
      run.out().print("Epoch " + (stoppedEpoch + 1) + ": early stopping\n");
    }
    if (bestWeights != null) {
      if (verbose > 0) {
        run.out()
            .print(
                "Restoring model weights from the end of the best epoch: "
                    + (bestEpoch + 1)
                    + ".\n");
      }
      run.model().setWeights(bestWeights);
    }
  }

  @Override
  public Map<String, TensorData> state() {
    KeptState kept =
        new KeptState()
            .put("wait", wait)
            .put("best", best)
            .put("best_epoch", bestEpoch)
            .put("stopped_epoch", stoppedEpoch);
    return kept.put("best_weights", bestWeights).all();
  }

  @Override
  public void restore(Map<String, TensorData> state) {
    KeptState kept = new KeptState(state);
    wait = kept.whole("wait");
    best = kept.number("best");
    bestEpoch = kept.whole("best_epoch");
    stoppedEpoch = kept.whole("stopped_epoch");
    bestWeights = kept.list("best_weights");
  }
}
