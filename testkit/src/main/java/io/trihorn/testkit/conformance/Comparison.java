package io.trihorn.testkit.conformance;

import io.trihorn.graph.TensorData;
import org.junit.jupiter.api.Assertions;

/** Compares tensors element by element. */
public final class Comparison {
  private static final int SHOWN = 5;

  private Comparison() {}

  /** Fails if the types differ or an element is further off than the tolerance allows. */
  public static void check(
      String what, TensorData actual, TensorData expected, Tolerance tolerance) {
    Assertions.assertEquals(expected.type(), actual.type(), what);
    boolean floating = expected.dtype().isFloating();
    StringBuilder differences = new StringBuilder();
    int count = 0;
    for (long i = 0; i < expected.size(); i++) {
      boolean same =
          floating
              ? tolerance.accepts(actual.getDouble(i), expected.getDouble(i))
              : actual.getLong(i) == expected.getLong(i);
      if (!same && count++ < SHOWN) {
        differences
            .append("\n  element ")
            .append(i)
            .append(": expected ")
            .append(floating ? expected.getDouble(i) : expected.getLong(i))
            .append(", got ")
            .append(floating ? actual.getDouble(i) : actual.getLong(i));
      }
    }
    if (count > 0) {
      Assertions.fail(
          what
              + " of type "
              + expected.type()
              + ": "
              + count
              + " of "
              + expected.size()
              + " elements are off by more than "
              + tolerance
              + differences);
    }
  }
}
