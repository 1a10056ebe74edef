package io.trihorn.testkit.goldens;

import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Collects what is wrong with one case. */
public final class Checks {
  private final List<String> problems = new ArrayList<>();
  private double worst;

  /** Nothing wrong so far. */
  public Checks() {}

  /** Notes a problem unless the condition holds. */
  public void require(boolean condition, String problem) {
    if (!condition) {
      problems.add(problem);
    }
  }

  /** Notes a problem unless two things are equal. */
  public void same(String what, Object actual, Object expected) {
    require(
        Objects.equals(actual, expected), what + ": expected " + expected + ", but got " + actual);
  }

  /** Notes a problem unless two tensors have one type and agree within a tolerance. */
  public void close(String what, TensorData actual, TensorData expected, GoldenTolerance allowed) {
    if (!actual.type().equals(expected.type())) {
      problems.add(what + ": expected " + expected.type() + ", but got " + actual.type());
      return;
    }
    boolean floating = expected.dtype().isFloating();
    double largest = 0;
    long at = 0;
    for (long i = 0; i < expected.size(); i++) {
      double excess =
          floating
              ? allowed.excess(actual.getDouble(i), expected.getDouble(i))
              : actual.getLong(i) == expected.getLong(i) ? 0 : Double.POSITIVE_INFINITY;
      if (excess > largest) {
        largest = excess;
        at = i;
      }
    }
    worst = Math.max(worst, largest);
    if (largest > 1) {
      problems.add(
          String.format(
              Locale.ROOT,
              "%s: element %d should be %s, but is %s: %.3g times the allowed difference",
              what,
              at,
              expected.getDouble(at),
              actual.getDouble(at),
              largest));
    }
  }

  /** What is wrong; empty where all is right. */
  public List<String> problems() {
    return Collections.unmodifiableList(problems);
  }

  /** The largest difference found, as a multiple of what is allowed. */
  public double worst() {
    return worst;
  }
}
