package io.trihorn.backend.dl4j.kernels;

/**
 * What a thread does at each step of a recurrent layer for its rows of the batch, besides the
 * product with the recurrent kernel.
 */
public interface RowStep {
  /** Before the first step. */
  void start();

  /** The step at a position of the sequence. */
  void step(int at);

  /** After the last step. */
  default void finish() {
    // What the steps left is what is wanted.
  }
}
