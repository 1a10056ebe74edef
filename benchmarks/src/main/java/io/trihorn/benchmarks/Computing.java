package io.trihorn.benchmarks;

/** A contestant that has arrays to compute with, outside any model. */
public interface Computing extends Contestant {
  /** What is computed. */
  enum Work implements Turn {
    /** Five times a product, a sum with a number, absolute values, a difference. */
    CHAIN("20 operations on 4 million floats", 20),
    /** A quarter each of products, sums, differences and hyperbolic tangents. */
    TINY("1,000 operations on (4, 4)", 1000),
    /** A product whose elements are asked for. */
    LOOK("an operation on (4, 4) and a look", 1);

    private final String title;
    private final int operations;

    Work(String title, int operations) {
      this.title = title;
      this.operations = operations;
    }

    @Override
    public String title() {
      return title;
    }

    @Override
    public Timing take(
        ContestantProcess process, Workload workload, double warmUp, double seconds) {
      return process.timeWork(this, warmUp, seconds);
    }

    /** Returns how many operations it asks for. */
    public int operations() {
      return operations;
    }
  }

  /** Returns the arrays. */
  ArrayWork arrays();

  /** Tells if the same operations can be run as one program, with nothing around it. */
  default boolean hasProgram() {
    return false;
  }

  /** Runs the same operations as one program, on values that stay on the device. */
  default void runProgram(Work work) {
    throw new UnsupportedOperationException("has no programs of its own");
  }
}
