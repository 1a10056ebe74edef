package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How many primitives an engine has to have: a number that is published, and kept small. */
class PrimitivesTest {
  private static final int MOST = 90;

  @Test
  void thereAreNoMoreThanNinety() {
    int count = Checked.primitives();
    assertTrue(count <= MOST, count + " primitives; is there no composition for one of them?");
  }
}
