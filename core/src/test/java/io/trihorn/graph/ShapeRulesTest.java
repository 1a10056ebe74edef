package io.trihorn.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShapeRulesTest {
  /** The primitives of a family, and of the families in it. */
  private static Stream<Class<?>> primitives(Class<?> family) {
    if (family == Composite.class) {
      return Stream.of();
    }
    return family.isSealed()
        ? Arrays.stream(family.getPermittedSubclasses()).flatMap(ShapeRulesTest::primitives)
        : Stream.of(family);
  }

  /** The other tables are held to this one. */
  @Test
  void everyPrimitiveHasARule() {
    Set<Class<?>> all = primitives(Op.class).collect(Collectors.toSet());
    assertEquals(all, Set.copyOf(ShapeRules.primitives()));
  }
}
