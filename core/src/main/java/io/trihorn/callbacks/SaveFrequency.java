package io.trihorn.callbacks;

/** When something is saved: after each epoch, or after every so many steps of the training. */
final class SaveFrequency {
  private final long every;
  private long since;
  private long seen = -1;

  /** After each epoch. */
  SaveFrequency() {
    this(0);
  }

  private SaveFrequency(long every) {
    this.every = every;
  }

  /** After every so many steps. */
  static SaveFrequency steps(String callback, long count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          callback + "'s saveFreq should be 1 or more steps, but is " + count);
    }
    return new SaveFrequency(count);
  }

  boolean byEpochs() {
    return every == 0;
  }

  /** Whether it is time after a step, counted from 0 in each epoch; called after all of them. */
  boolean isDue(long step) {
    since += step <= seen ? step + 1 : step - seen;
    seen = step;
    if (byEpochs() || since < every) {
      return false;
    }
    since = 0;
    return true;
  }

  /** The steps since the last time. */
  long since() {
    return since;
  }

  /** Goes on after a step of an epoch, so many steps after the last time. */
  void resume(long stepsSince, long step) {
    since = stepsSince;
    seen = step;
  }
}
