package io.trihorn.benchmarks;

/** A contestant with a training loop of its own, whose cost over bare steps is worth knowing. */
public interface Fitting extends Contestant {
  /**
   * Trains one epoch with the library's own loop, shuffling as it does by default.
   *
   * @param samples all samples, images as channels last
   * @return the loss the library reports for the epoch
   */
  float fit(Samples samples);

  /**
   * Does training steps with nothing around them but what brings a batch from Java arrays to the
   * engine and the loss back.
   *
   * @return the loss of the last
   */
  float bareSteps(int steps);
}
