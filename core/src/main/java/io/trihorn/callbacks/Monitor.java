package io.trihorn.callbacks;

import io.trihorn.metrics.Direction;
import io.trihorn.metrics.Metric;
import io.trihorn.model.ModelException;
import io.trihorn.model.TrainingRun;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log that is looked at, and which of its values are better. */
final class Monitor {
  private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);
  private static final String VALIDATION = "val_";
  private final String callback;
  private String name = "val_loss";
  private Mode mode = Mode.AUTO;
  private double minDelta;
  private Direction direction;
  private boolean warned;

  /**
   * Looks at {@code val_loss}.
   *
   * @param callback for messages
   */
  Monitor(String callback) {
    this.callback = callback;
  }

  void name(String log) {
    name = log;
  }

  String name() {
    return name;
  }

  void mode(Mode value) {
    mode = value;
    direction = null;
  }

  void minDelta(double value) {
    minDelta = Math.abs(value);
  }

  /** Settles which values are better, when the metrics of the model are known. */
  void settle(TrainingRun run) {
    if (direction == null) {
      direction = find(run);
    }
  }

  private Direction find(TrainingRun run) {
    if (mode != Mode.AUTO) {
      return mode == Mode.MIN ? Direction.DOWN : Direction.UP;
    }
    String plain = name.startsWith(VALIDATION) ? name.substring(VALIDATION.length()) : name;
    Metric metric = run.model().metrics().get(plain);
    Direction found =
        plain.equals("loss")
            ? Direction.DOWN
            : metric == null ? Direction.UNKNOWN : metric.direction();
    if (found == Direction.UNKNOWN) {
      throw new ModelException(
          callback
              + " monitors '"
              + name
              + "', but it is not known whether more or less of it is better; the logs are "
              + run.model().metrics().keySet()
              + ". Set mode(MAX) or mode(MIN), or monitor another log.");
    }
    return found;
  }

  /** The value of the log, or null where it is not there, which is warned of once. */
  Double value(Map<String, Double> logs) {
    Double value = logs.get(name);
    if (value == null && !warned) {
      warned = true;
      LOG.warn("{} monitors '{}', which is not among the logs {}", callback, name, logs.keySet());
    }
    return value;
  }

  /** Whether a value is better than another by more than the smallest difference that counts. */
  boolean isBetter(double value, Double than) {
    if (than == null) {
      return true;
    }
    if (direction == null) {
      throw new ModelException(
          callback
              + " cannot tell before the end of the first epoch whether more or less of '"
              + name
              + "' is better; set mode(MAX) or mode(MIN)");
    }
    return direction == Direction.DOWN ? value + minDelta < than : value - minDelta > than;
  }
}
