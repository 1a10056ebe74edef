package io.trihorn.metrics;

/** Which values of a metric are better. */
public enum Direction {
  /** Larger ones. */
  UP,
  /** Smaller ones. */
  DOWN,
  /** It depends on what the metric is used for. */
  UNKNOWN
}
