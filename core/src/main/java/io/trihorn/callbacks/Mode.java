package io.trihorn.callbacks;

/** Which values of a monitored log are better. */
public enum Mode {
  /** As the metric has it: less of a loss or an error, more of an accuracy. */
  AUTO,
  /** Less. */
  MIN,
  /** More. */
  MAX
}
