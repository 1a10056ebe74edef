package io.trihorn.model;

/**
 * How {@code evaluate} and {@code predict} run: {@code new RunOptions().batchSize(64).steps(10)}.
 */
public final class RunOptions extends LoopOptions<RunOptions> {
  private long steps = Long.MAX_VALUE;

  /** All of the data, in batches of the dataset's size, else of 32, without output. */
  public RunOptions() {
    super(0);
  }

  /** This many batches; by default all. */
  public RunOptions steps(long count) {
    steps = atLeast(1, "steps", count);
    return this;
  }

  long steps() {
    return steps;
  }
}
