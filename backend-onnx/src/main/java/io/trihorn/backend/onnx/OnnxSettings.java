package io.trihorn.backend.onnx;

/**
 * How ONNX Runtime is run.
 *
 * @param threads threads that work on one operator, the calling one among them
 * @param spinning whether idle threads wait actively: faster hand-over on cores nobody else uses,
 *     much slower on shared ones
 * @param profile the beginning of the names of files that sessions write their profile to when they
 *     are closed, or null for none; then comes when the session began, in nanoseconds since 1970
 */
public record OnnxSettings(int threads, boolean spinning, String profile) {
  /** Checks the number of threads. */
  public OnnxSettings {
    if (threads < 1) {
      throw new IllegalArgumentException("expected at least one thread, but got " + threads);
    }
  }

  /** One thread for each processor of the JVM, no spinning, no profile. */
  public static OnnxSettings defaults() {
    return new OnnxSettings(Runtime.getRuntime().availableProcessors(), false, null);
  }

  /** The same with another number of threads. */
  public OnnxSettings withThreads(int count) {
    return new OnnxSettings(count, spinning, profile);
  }

  /** The same with profiles written. */
  public OnnxSettings withProfile(String prefix) {
    return new OnnxSettings(threads, spinning, prefix);
  }
}
