package io.trihorn.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.graph.Layout;
import io.trihorn.graph.Op;
import io.trihorn.graph.ShapeRules;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LayoutRulesTest {
  /** A primitive that is forgotten here would be copied on plain operands without a word. */
  @Test
  void everyPrimitiveHasARule() {
    assertEquals(ShapeRules.primitives(), LayoutRules.TABLE.kinds());
  }

  /** One that is forgotten here would stay in the layout it was written in. */
  @Test
  void everyPrimitiveWithALayoutMoves() {
    Set<Class<? extends Op>> laidOut =
        ShapeRules.primitives().stream()
            .filter(LayoutRulesTest::hasLayout)
            .collect(Collectors.toSet());
    assertEquals(laidOut, IslandRule.kinds());
  }

  /** Whether an attribute is a layout, or has one. */
  private static boolean hasLayout(Class<? extends Op> kind) {
    return Arrays.stream(kind.getRecordComponents())
        .map(component -> component.getType())
        .anyMatch(
            type ->
                type == Layout.class
                    || (type.isRecord()
                        && Arrays.stream(type.getRecordComponents())
                            .anyMatch(c -> c.getType() == Layout.class)));
  }
}
