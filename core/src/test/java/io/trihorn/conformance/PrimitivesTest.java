package io.trihorn.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.ShapeRules;
import org.junit.jupiter.api.Test;

/** How many primitives an engine has to have: a number that is published, and kept small. */
class PrimitivesTest {
  private static final int MOST = 90;

  /** Functions of one and of two arguments, and kinds of reduction, count one by one. */
  static int count() {
    int families = 3;
    return ShapeRules.primitives().size()
        - families
        + Elementwise.UnaryKind.values().length
        + Elementwise.BinaryKind.values().length
        + Reduction.ReduceKind.values().length;
  }

  @Test
  void thereAreNoMoreThanNinety() {
    assertTrue(count() <= MOST, count() + " primitives; is there no composition for one of them?");
  }
}
