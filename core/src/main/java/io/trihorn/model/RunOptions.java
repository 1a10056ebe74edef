package io.trihorn.model;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * How {@code evaluate} and {@code predict} run: {@code new RunOptions().batchSize(64).steps(10)}.
 */
public final class RunOptions {
  private int batchSize;
  private long steps = Long.MAX_VALUE;
  private int verbose;
  private final List<Callback> callbacks = new ArrayList<>();
  private PrintStream out = System.out;

  /** All of the data, in batches of the dataset's size, else of 32, without output. */
  public RunOptions() {}

  /** Rows in a batch; by default that of the dataset, else 32. */
  public RunOptions batchSize(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("batchSize should be 1 or more, but is " + rows);
    }
    batchSize = rows;
    return this;
  }

  /** This many batches; by default all. */
  public RunOptions steps(long count) {
    if (count < 1) {
      throw new IllegalArgumentException("steps should be 1 or more, but is " + count);
    }
    steps = count;
    return this;
  }

  /** What is printed: 0 for nothing, as by default, 1 for a progress bar, 2 for one line. */
  public RunOptions verbose(int level) {
    verbose = ProgressBar.level(level);
    return this;
  }

  /** Called during the run, in the order given. */
  public RunOptions callbacks(Callback... list) {
    callbacks.addAll(CallbackList.checked(list));
    return this;
  }

  /** Where progress and the messages of callbacks are printed; by default standard output. */
  public RunOptions out(PrintStream stream) {
    out = stream;
    return this;
  }

  PrintStream out() {
    return out;
  }

  int batchSize() {
    return batchSize;
  }

  long steps() {
    return steps;
  }

  /** The callbacks, the progress bar among them. */
  List<Callback> allCallbacks() {
    List<Callback> all = new ArrayList<>(callbacks);
    if (verbose > 0) {
      all.add(new ProgressBar(verbose));
    }
    return all;
  }
}
