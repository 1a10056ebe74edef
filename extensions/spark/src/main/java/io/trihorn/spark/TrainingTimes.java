package io.trihorn.spark;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * What an epoch took, over all workers, as Spark's page of a stage shows it.
 *
 * @param steps steps of workers
 * @param computing microseconds in which workers computed
 * @param exchanging microseconds in which they packed, sent, waited for others and took means
 * @param sent bytes that they gave: all but the first their part, the first what is of all to each
 */
record TrainingTimes(
    LongAccumulator steps,
    LongAccumulator computing,
    LongAccumulator exchanging,
    LongAccumulator sent)
    implements Serializable {
  private static final long MICROSECOND = 1000;

  /** Those of an epoch. */
  static TrainingTimes in(SparkContext context) {
    return new TrainingTimes(
        context.longAccumulator("trihorn steps"),
        context.longAccumulator("trihorn computing, microseconds"),
        context.longAccumulator("trihorn exchanging, microseconds"),
        context.longAccumulator("trihorn bytes sent"));
  }

  /**
   * Adds those of a worker.
   *
   * @param all nanoseconds that its steps took
   * @param exchanged nanoseconds of these
   */
  void add(long ownSteps, long all, long exchanged, long bytes) {
    steps.add(ownSteps);
    computing.add((all - exchanged) / MICROSECOND);
    exchanging.add(exchanged / MICROSECOND);
    sent.add(bytes);
  }
}
