package io.trihorn.backend;

import java.util.List;
import java.util.function.Consumer;

/**
 * A program that tells how long its ops take, see {@link Backend#measure}. What it computes is what
 * the program computes that {@link Backend#compile} makes, bit for bit.
 */
public interface MeasuredExecutable extends Executable {
  /**
   * Has the engine tell of the runs it has kept to itself so far. When this returns, all runs that
   * had ended before have been told of.
   */
  void flush();

  /** Takes what ops took, some runs at a time, from whatever thread. */
  @FunctionalInterface
  interface Sink extends Consumer<List<OpTime>> {}
}
