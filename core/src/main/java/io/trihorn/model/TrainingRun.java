package io.trihorn.model;

/** One call of {@code fit}, as callbacks see it. */
public final class TrainingRun {
  private final Model model;
  private final int epochs;
  private final long steps;
  private boolean stopped;

  TrainingRun(Model model, int epochs, long steps) {
    this.model = model;
    this.epochs = epochs;
    this.steps = steps;
  }

  /** The model in training. */
  public Model model() {
    return model;
  }

  /** The number of epochs asked for. */
  public int epochs() {
    return epochs;
  }

  /** The number of steps in an epoch, or -1 where it is not known before. */
  public long steps() {
    return steps;
  }

  /** Ends training after this step or epoch. */
  public void stop() {
    stopped = true;
  }

  /** Whether training was asked to end. */
  public boolean isStopped() {
    return stopped;
  }
}
