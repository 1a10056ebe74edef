package io.trihorn.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.graph.ShapeRules;
import org.junit.jupiter.api.Test;

class LayoutRulesTest {
  /** A primitive that is forgotten here would be copied on plain operands without a word. */
  @Test
  void everyPrimitiveHasARule() {
    assertEquals(ShapeRules.primitives(), LayoutRules.TABLE.kinds());
  }
}
