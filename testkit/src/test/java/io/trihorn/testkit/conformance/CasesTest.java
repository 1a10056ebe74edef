package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.ShapeRules;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The suite itself: nothing is left out of it, and the reference can run all of it. */
class CasesTest {
  private static final Backend REFERENCE = Backends.get("reference");

  @Test
  void namesAreUnique() {
    List<String> names = OpCases.all().stream().map(OpCase::name).toList();
    assertEquals(names.size(), new HashSet<>(names).size());
  }

  @Test
  void everyPrimitiveAndKindHasCases() {
    Set<Class<? extends Op>> missing = new HashSet<>(ShapeRules.primitives());
    missing.remove(Leaf.Read.class);
    Set<Elementwise.UnaryKind> unary = EnumSet.allOf(Elementwise.UnaryKind.class);
    Set<Elementwise.BinaryKind> binary = EnumSet.allOf(Elementwise.BinaryKind.class);
    Set<Reduction.ReduceKind> reductions = EnumSet.allOf(Reduction.ReduceKind.class);
    for (OpCase opCase : OpCases.all()) {
      for (Node node : opCase.build().graph().nodes()) {
        missing.remove(node.op().getClass());
        if (node.op() instanceof Elementwise.Unary op) {
          unary.remove(op.kind());
        } else if (node.op() instanceof Elementwise.Binary op) {
          binary.remove(op.kind());
        } else if (node.op() instanceof Reduction.Reduce op) {
          reductions.remove(op.kind());
        }
      }
    }
    assertEquals(Set.of(), missing);
    assertTrue(unary.isEmpty() && binary.isEmpty() && reductions.isEmpty());
  }

  @Test
  void theReferenceRunsEveryCase() {
    OpCases.all().forEach(opCase -> CaseRunner.check(REFERENCE, Device.cpu(), opCase));
    GradientCases.all().forEach(opCase -> CaseRunner.check(REFERENCE, Device.cpu(), opCase));
    StateCases.all().forEach(stateCase -> stateCase.check(REFERENCE, Device.cpu()));
    TrainingCases.all().forEach(stateCase -> stateCase.check(REFERENCE, Device.cpu()));
  }
}
