package io.trihorn.benchmarks;

import java.util.List;

/**
 * A contestant that can go on with a sequence step by step: a recurrent layer that keeps its state
 * from call to call, and a softmax over what may come next.
 */
public interface Generating extends Contestant {
  /** Steps that are timed in one go. */
  int BLOCK = 20;

  /** How a step is asked for; not every library has all of these. */
  enum Way {
    /** The program alone, from and to memory that stays. */
    KERNELS("kernels alone"),
    /** A prediction of one batch. */
    ON_BATCH("predict on batch"),
    /** A prediction from a Java array. */
    PREDICT("predict");

    private final String title;

    Way(String title) {
      this.title = title;
    }

    /** Returns what it is called in the report. */
    public String title() {
      return title;
    }
  }

  /** Returns the ways there are here. */
  default List<Way> ways() {
    return List.of(Way.values());
  }

  /**
   * Generates, each step fed with what the step before it found most probable.
   *
   * @return the last thing generated
   */
  int generate(int steps, Way way);
}
