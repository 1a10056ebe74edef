package io.trihorn.backend.onnx;

import io.trihorn.graph.Cost;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Linear;
import io.trihorn.graph.TensorType;

/**
 * How ONNX Runtime is run.
 *
 * @param threads threads that work on one operator, the calling one among them; a program of little
 *     work has only the calling one, as waking another takes longer than its share of the work
 * @param spinMicros for how many microseconds a thread without work waits actively before it
 *     sleeps, in programs that are made while other processes leave the processors: long enough to
 *     be there for the next operator, and for the next run of a loop, as waking it takes longer
 *     than many operators; 0 for not at all
 * @param profile the beginning of the names of files that sessions write their profile to when they
 *     are closed, or null for none; then comes when the session began, in nanoseconds since 1970
 */
public record OnnxSettings(int threads, int spinMicros, String profile) {
  /** The most work that one thread does sooner alone, as {@link Cost} counts it. */
  private static final long MOST_ALONE = 4_000_000;

  /**
   * How much of that is done while a byte of a product's operands is read: one row's product waits
   * for the matrix, a batch's does not.
   */
  private static final long WORK_OF_READING = 2;

  private static final int SPIN_MICROS = 1_000;

  /** Checks the numbers. */
  public OnnxSettings {
    if (threads < 1) {
      throw new IllegalArgumentException("expected at least one thread, but got " + threads);
    }
    if (spinMicros < 0) {
      throw new IllegalArgumentException(
          "expected how many microseconds threads wait actively, 0 for none, but got "
              + spinMicros);
    }
  }

  /**
   * One thread for each processor of the JVM, which waits actively for a millisecond; no profile.
   */
  public static OnnxSettings defaults() {
    return new OnnxSettings(Runtime.getRuntime().availableProcessors(), SPIN_MICROS, null);
  }

  /** The same with another number of threads. */
  public OnnxSettings withThreads(int count) {
    return new OnnxSettings(count, spinMicros, profile);
  }

  /** The same with another time to wait actively, in microseconds. */
  public OnnxSettings withSpinMicros(int micros) {
    return new OnnxSettings(threads, micros, profile);
  }

  /** The same with profiles written. */
  public OnnxSettings withProfile(String prefix) {
    return new OnnxSettings(threads, spinMicros, prefix);
  }

  /** The same with as many threads as the graph has work for. */
  OnnxSettings forWorkOf(Graph graph) {
    long read =
        graph.nodes().stream()
            .filter(node -> node.op() instanceof Linear.MatMul)
            .flatMap(node -> node.inputTypes().stream())
            .mapToLong(TensorType::bytes)
            .sum();
    return Cost.of(graph) + WORK_OF_READING * read <= MOST_ALONE ? withThreads(1) : this;
  }
}
