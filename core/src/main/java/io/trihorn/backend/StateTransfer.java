package io.trihorn.backend;

/**
 * What it takes to move the state of a model to a card and back, which an engine does for each
 * program whose outputs it cannot leave there. Steps that are one program move it once.
 *
 * @param bytes all variables: weights, the optimizer's slots, metrics
 * @param bytesPerSecond how fast they move, in one direction
 */
public record StateTransfer(long bytes, double bytesPerSecond) {
  /** The largest share of the computing that moving may take. */
  public static final double MOST = 0.02;

  /** Checks the numbers. */
  public StateTransfer {
    if (bytes < 0 || !(bytesPerSecond > 0)) {
      throw new IllegalArgumentException(
          "bytes should be 0 or more and bytes per second more than 0, but are "
              + bytes
              + " and "
              + bytesPerSecond);
    }
  }

  /** The seconds there and back. */
  public double seconds() {
    return 2.0 * bytes / bytesPerSecond;
  }

  /**
   * What moving takes as a share of computing.
   *
   * @param secondsPerStep what a step computes, without moving anything
   * @param steps how many steps are one program
   */
  public double share(double secondsPerStep, int steps) {
    return seconds() / (steps * secondsPerStep);
  }

  /**
   * The fewest steps for one program with which the share is less than {@link #MOST}.
   *
   * @param secondsPerStep what a step computes, without moving anything; more than 0
   */
  public int steps(double secondsPerStep) {
    if (!(secondsPerStep > 0)) {
      throw new IllegalArgumentException(
          "a step should take more than 0 seconds, but takes " + secondsPerStep);
    }
    return (int) Math.min(Integer.MAX_VALUE, Math.floor(share(secondsPerStep, 1) / MOST) + 1);
  }
}
