package io.trihorn.cli.fuzz;

import java.util.List;
import java.util.Set;

/**
 * What became of loading a damaged file.
 *
 * @param kind what it is
 * @param what of a failure: what was thrown, and where; the same for the same fault
 */
record Outcome(Kind kind, String what) {
  /** The kinds. */
  enum Kind {
    LOADED,
    REFUSED,
    FAILED
  }

  static final Outcome LOADED = new Outcome(Kind.LOADED, "");

  private static final String OURS = "io.trihorn.";

  /** Mistakes of a program, which say nothing to who has the file. */
  private static final Set<Class<?>> MISTAKES =
      Set.of(
          NullPointerException.class,
          ClassCastException.class,
          IndexOutOfBoundsException.class,
          NegativeArraySizeException.class,
          ArrayStoreException.class,
          ArithmeticException.class);

  /** What a throwable says: a documented one is an answer, unless a mistake is behind it. */
  static Outcome of(Throwable thrown, FuzzFormat format) {
    if (!format.documents(thrown)) {
      return failed(thrown);
    }
    if (thrown.getMessage() == null || thrown.getMessage().isBlank()) {
      return new Outcome(Kind.FAILED, "no message: " + describe(thrown));
    }
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof Error || (isMistake(cause) && isOurs(cause))) {
        return failed(cause);
      }
    }
    return new Outcome(Kind.REFUSED, "");
  }

  private static Outcome failed(Throwable thrown) {
    return new Outcome(Kind.FAILED, describe(thrown));
  }

  private static boolean isMistake(Throwable cause) {
    return MISTAKES.stream().anyMatch(kind -> kind.isInstance(cause));
  }

  /**
   * Whether the code that went wrong is ours, and not one that we asked and whose answer we take.
   */
  private static boolean isOurs(Throwable cause) {
    for (StackTraceElement frame : cause.getStackTrace()) {
      if (!isJava(frame)) {
        return frame.getClassName().startsWith(OURS);
      }
    }
    return true;
  }

  private static boolean isJava(StackTraceElement frame) {
    return frame.getClassName().startsWith("java.") || frame.getClassName().startsWith("jdk.");
  }

  private static String describe(Throwable thrown) {
    List<StackTraceElement> frames = List.of(thrown.getStackTrace());
    String where =
        frames.stream()
            .filter(frame -> frame.getClassName().startsWith(OURS))
            .findFirst()
            .map(StackTraceElement::toString)
            .orElse("elsewhere");
    String first = frames.isEmpty() ? "" : frames.get(0) + " ";
    // The line alone tells faults apart: messages hold what the file says.
    return thrown.getClass().getName() + " at " + (first.startsWith(OURS) ? "" : first) + where;
  }
}
