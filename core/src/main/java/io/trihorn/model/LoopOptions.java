package io.trihorn.model;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code fit}, {@code evaluate} and {@code predict} can be told alike.
 *
 * @param <O> the options' own class
 */
public abstract sealed class LoopOptions<O extends LoopOptions<O>> permits FitOptions, RunOptions {
  private final List<Callback> callbacks = new ArrayList<>();
  private int batchSize;
  private int verbose;
  private PrintStream out = System.out;

  LoopOptions(int verbose) {
    this.verbose = verbose;
  }

  @SuppressWarnings("unchecked")
  final O self() {
    return (O) this;
  }

  static long atLeast(long least, String option, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          option + " should be " + least + " or more, but is " + value);
    }
    return value;
  }

  /** Rows in a batch; by default that of the dataset, else 32. */
  public final O batchSize(int rows) {
    batchSize = (int) atLeast(1, "batchSize", rows);
    return self();
  }

  /**
   * What is printed: 0 for nothing, 1 for a progress bar, 2 for one line for each epoch; by default
   * 1 in {@code fit}, else 0.
   */
  public final O verbose(int level) {
    verbose = ProgressBar.level(level);
    return self();
  }

  /** Called during the run, in the order given. */
  public final O callbacks(Callback... list) {
    callbacks.addAll(CallbackList.checked(list));
    return self();
  }

  /** Where progress and the messages of callbacks are printed; by default standard output. */
  public final O out(PrintStream stream) {
    out = stream;
    return self();
  }

  final int verbose() {
    return verbose;
  }

  final PrintStream out() {
    return out;
  }

  final int batchSize() {
    return batchSize;
  }

  /** The callbacks given, then these, then the progress bar where there is one. */
  final List<Callback> allCallbacks(Callback... own) {
    List<Callback> all = new ArrayList<>(callbacks);
    all.addAll(List.of(own));
    if (verbose > 0) {
      all.add(new ProgressBar(verbose));
    }
    return all;
  }
}
