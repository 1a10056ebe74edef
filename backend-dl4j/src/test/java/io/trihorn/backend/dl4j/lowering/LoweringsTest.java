package io.trihorn.backend.dl4j.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.backend.dl4j.plan.Target;
import io.trihorn.graph.Op;
import io.trihorn.graph.ShapeRules;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoweringsTest {
  @Test
  void everyPrimitiveHasALowering() {
    Set<Class<? extends Op>> kinds = new HashSet<>(ShapeRules.primitives());
    kinds.removeIf(kind -> Lowerings.has(kind, Target.PROCESSOR));
    assertEquals(Set.of(), kinds);
  }
}
