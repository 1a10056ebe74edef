package io.trihorn.model;

/**
 * How far a training is.
 *
 * @param epoch the epoch, counted from 0
 * @param step the steps done in it
 * @param pass the pass over the data that is open or the next to be opened, counted from 0
 * @param taken the batches taken of that pass
 */
public record TrainingPosition(int epoch, long step, long pass, long taken) {
  /** The begin of an epoch, where each is a pass over the data. */
  public static TrainingPosition epoch(int epoch) {
    return new TrainingPosition(epoch, 0, epoch, 0);
  }
}
