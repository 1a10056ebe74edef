package io.trihorn.backend.dl4j.plan;

import java.util.List;

/**
 * One step of a program: what it reads and writes, and how to make it once it is known where they
 * lie.
 *
 * @param layer the path of the layer it is part of; empty where it belongs to none
 * @param label for messages and profiles
 * @param reads the arrays it reads
 * @param writes the arrays it writes; whole slots or parts of them
 * @param inPlace whether an array written may be the same memory as any array read of its size,
 *     because each element depends only on those at its own position
 * @param binder makes the step
 */
public record Instr(
    String layer, String label, List<Ref> reads, List<Ref> writes, boolean inPlace, Binder binder) {
  /** Makes a step for a place in memory. */
  @FunctionalInterface
  public interface Binder {
    /** The step. It is run many times, by one thread at a time. */
    Runnable bind(Frame frame);
  }

  /** Layer and label, for messages. */
  public String name() {
    return layer.isEmpty() ? label : layer + "/" + label;
  }

  /** The size of what it writes. */
  public long bytes() {
    return writes.stream().mapToLong(Ref::bytes).sum();
  }
}
