package io.trihorn.callbacks;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Callback;
import io.trihorn.model.TrainingRun;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lowers the learning rate when a log no longer gets better; that of each optimizer, where a model
 * has several.
 */
public final class ReduceLROnPlateau implements Callback {
  private final Monitor monitor = new Monitor("ReduceLROnPlateau");
  private double factor = 0.1;
  private int patience = 10;
  private int verbose;
  private int cooldown;
  private double minLr;
  private int wait;
  private int cooldownCounter;
  private Double best;

  /** A tenth of the learning rate after ten epochs that do not lower {@code val_loss}. */
  public ReduceLROnPlateau() {
    monitor.minDelta(1e-4);
  }

  /** The log to look at; by default {@code val_loss}. */
  public ReduceLROnPlateau monitor(String log) {
    monitor.name(log);
    return this;
  }

  /** What the learning rate is multiplied by, less than 1; by default 0.1. */
  public ReduceLROnPlateau factor(double value) {
    if (!(value < 1)) {
      throw new IllegalArgumentException(
          "ReduceLROnPlateau's factor should be less than 1, but is " + value);
    }
    factor = value;
    return this;
  }

  /** After how many epochs without a better value; by default 10. */
  public ReduceLROnPlateau patience(int epochs) {
    patience = epochs;
    return this;
  }

  /** Whether it is printed: 1, or 0 as by default. */
  public ReduceLROnPlateau verbose(int level) {
    verbose = level;
    return this;
  }

  /** Which values are better; by default {@link Mode#AUTO}. */
  public ReduceLROnPlateau mode(Mode value) {
    monitor.mode(value);
    return this;
  }

  /** By how much a value must be better to count as such; by default 1e-4. */
  public ReduceLROnPlateau minDelta(double value) {
    monitor.minDelta(value);
    return this;
  }

  /** How many epochs after a reduction do not count; by default 0. */
  public ReduceLROnPlateau cooldown(int epochs) {
    cooldown = epochs;
    return this;
  }

  /** The least learning rate; by default 0. */
  public ReduceLROnPlateau minLr(double value) {
    minLr = value;
    return this;
  }

  /** The epochs since the last better value. */
  public int waited() {
    return wait;
  }

  /** The epochs that still do not count. */
  public int cooldownCounter() {
    return cooldownCounter;
  }

  /** The best value, or null before there is one. */
  public Double best() {
    return best;
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    best = null;
    wait = 0;
    cooldownCounter = 0;
  }

  @Override
  public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
    monitor.settle(run);
    logs.putAll(run.model().learningRates());
    Double current = monitor.value(logs);
    if (current == null) {
      return;
    }
    if (cooldownCounter > 0) {
      cooldownCounter--;
      wait = 0;
    }
    if (monitor.isBetter(current, best)) {
      best = current;
      wait = 0;
    } else if (cooldownCounter == 0) {
      wait++;
      if (wait >= patience) {
        reduce(run, epoch);
      }
    }
  }

  private void reduce(TrainingRun run, int epoch) {
    Map<String, Double> high = new LinkedHashMap<>(run.model().learningRates());
    high.values().removeIf(old -> old <= (float) minLr);
    high.forEach(
        (name, old) ->
            Rates.set(
                run,
                epoch,
                name,
                Math.max(old * factor, minLr),
                "ReduceLROnPlateau reducing",
                verbose));
    if (!high.isEmpty()) {
      cooldownCounter = cooldown;
      wait = 0;
    }
  }

  @Override
  public Map<String, TensorData> state() {
    return new KeptState()
        .put("wait", wait)
        .put("best", best)
        .put("cooldown_counter", cooldownCounter)
        .all();
  }

  @Override
  public void restore(Map<String, TensorData> state) {
    KeptState kept = new KeptState(state);
    wait = kept.whole("wait");
    best = kept.number("best");
    cooldownCounter = kept.whole("cooldown_counter");
  }
}
