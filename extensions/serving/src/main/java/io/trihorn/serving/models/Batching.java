package io.trihorn.serving.models;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How requests for a model become batches.
 *
 * @param maxRows the rows of a batch at most; a request of more is a batch of its own. A model
 *     whose rows take no less in larger batches, which is measured before it is served, has smaller
 *     ones: they are answered sooner
 * @param delay how long a batch that is not full waits for more. Requests that come while a batch
 *     is computed are together in the next one without any, so that it pays only where many clients
 *     ask a large model now and then
 * @param budget within which a request is answered or refused: at once where too much waits before
 *     it, or when the time is over
 * @param queue how many requests may wait
 * @param concurrency how many batches are computed at the same time, if there is enough for them;
 *     each has its part of the processors where the engine can part them
 */
public record Batching(int maxRows, Duration delay, Duration budget, int queue, int concurrency) {
  /** 32 rows, without delay, answered within a second, 512 requests, two at a time. */
  public Batching() {
    this(32, Duration.ZERO, Duration.ofSeconds(1), 512, 2);
  }

  /** Checks that they make sense. */
  public Batching {
    if (maxRows < 1 || queue < 1 || concurrency < 1) {
      throw new IllegalArgumentException(
          "rows, queue and concurrency should be 1 or more, but are %d, %d and %d"
              .formatted(maxRows, queue, concurrency));
    }
    if (delay.isNegative() || budget.compareTo(delay) <= 0) {
      throw new IllegalArgumentException(
          "the budget should be longer than the delay, which is 0 or more, but they are %s and %s"
              .formatted(budget, delay));
    }
  }

  /** The same with this many rows in a batch. */
  public Batching withMaxRows(int most) {
    return new Batching(most, delay, budget, queue, concurrency);
  }

  /** The same with this delay. */
  public Batching withDelay(Duration most) {
    return new Batching(maxRows, most, budget, queue, concurrency);
  }

  /** The same with this budget. */
  public Batching withBudget(Duration most) {
    return new Batching(maxRows, delay, most, queue, concurrency);
  }

  /** The same with this many requests waiting. */
  public Batching withQueue(int most) {
    return new Batching(maxRows, delay, budget, most, concurrency);
  }

  /** The same with this many batches at a time. */
  public Batching withConcurrency(int count) {
    return new Batching(maxRows, delay, budget, queue, count);
  }

  /**
   * The numbers of rows that batches are filled up to: 1, 2, 3, 4, 6, 8, 12, 16 and so on. A
   * program is compiled for its number of rows, so there should be few; a batch is filled up by a
   * third at most.
   */
  List<Integer> sizes() {
    List<Integer> sizes = new ArrayList<>();
    for (int power = 1; power < maxRows; power *= 2) {
      sizes.add(power);
      int between = power + power / 2;
      if (power > 1 && between < maxRows) {
        sizes.add(between);
      }
    }
    sizes.add(maxRows);
    return List.copyOf(sizes);
  }

  /** What a batch of these rows is filled up to. */
  int filled(int rows) {
    return sizes().stream().filter(size -> size >= rows).findFirst().orElse(rows);
  }
}
