package io.trihorn.testkit.soak;

import io.trihorn.graph.TensorData;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The right answers of a small network after each of its training steps, computed here in float64:
 * what is predicted meanwhile must be one of those that may be in force.
 */
final class Versions {
  static final int INPUTS = 6;
  static final int HIDDEN = 16;
  static final int OUTPUTS = 4;
  static final int ROWS = 8;

  /** Float32 sums of a few terms below 10 are as near as that; steps are much farther apart. */
  private static final double TOLERANCE = 2e-4;

  private static final int KEPT = 20_000;

  private final TensorData x;
  private final ConcurrentSkipListMap<Long, double[]> answers = new ConcurrentSkipListMap<>();
  private final AtomicLong newest = new AtomicLong(-1);
  private volatile boolean ended;

  /** Answers to these rows. */
  Versions(TensorData x) {
    this.x = x;
  }

  TensorData rows() {
    return x;
  }

  /** Publishes the weights after a step. */
  void publish(List<TensorData> weights) {
    long version = newest.get() + 1;
    answers.put(version, answer(weights));
    answers.remove(version - KEPT);
    newest.set(version);
  }

  /** Says that no more are published. */
  void end() {
    ended = true;
  }

  long newest() {
    return newest.get();
  }

  /**
   * Whether an answer is one of those that may have been in force.
   *
   * @param since the newest version when it was asked for
   */
  boolean isRight(TensorData given, long since) throws InterruptedException {
    // A step may be done and not yet published.
    long until = newest.get() + 1;
    while (newest.get() < until && !ended) {
      Thread.sleep(1);
    }
    for (double[] answer : answers.subMap(since, true, until, true).values()) {
      if (isNear(given, answer)) {
        return true;
      }
    }
    return !answers.containsKey(since);
  }

  /** Whether an answer is that of these weights. */
  boolean isRight(TensorData given, List<TensorData> weights) {
    return isNear(given, answer(weights));
  }

  private static boolean isNear(TensorData given, double[] answer) {
    for (int i = 0; i < answer.length; i++) {
      if (!(Math.abs(given.getDouble(i) - answer[i]) <= TOLERANCE)) {
        return false;
      }
    }
    return true;
  }

  /** What the weights make of the rows: {@code tanh(x a + b) c + d}. */
  double[] answer(List<TensorData> weights) {
    double[] answer = new double[ROWS * OUTPUTS];
    for (int row = 0; row < ROWS; row++) {
      double[] hidden = new double[HIDDEN];
      for (int j = 0; j < HIDDEN; j++) {
        double sum = weights.get(1).getDouble(j);
        for (int i = 0; i < INPUTS; i++) {
          sum +=
              x.getDouble((long) row * INPUTS + i)
                  * weights.get(0).getDouble((long) i * HIDDEN + j);
        }
        hidden[j] = Math.tanh(sum);
      }
      for (int k = 0; k < OUTPUTS; k++) {
        double sum = weights.get(3).getDouble(k);
        for (int j = 0; j < HIDDEN; j++) {
          sum += hidden[j] * weights.get(2).getDouble((long) j * OUTPUTS + k);
        }
        answer[row * OUTPUTS + k] = sum;
      }
    }
    return answer;
  }
}
