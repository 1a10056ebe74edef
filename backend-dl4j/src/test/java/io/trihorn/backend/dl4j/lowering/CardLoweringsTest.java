package io.trihorn.backend.dl4j.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.dl4j.plan.Target;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Op;
import io.trihorn.graph.ShapeRules;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What programs for cards are made of. */
class CardLoweringsTest {
  @Test
  void everyPrimitiveHasALoweringOrIsRefused() {
    Set<Class<? extends Op>> kinds = new HashSet<>(ShapeRules.primitives());
    kinds.removeIf(kind -> Lowerings.has(kind, Target.CARD) || CardRefusals.kinds().contains(kind));
    assertEquals(Set.of(), kinds);
  }

  @Test
  void onlyPrimitivesAreRefused() {
    Set<Class<? extends Op>> kinds = new HashSet<>(CardRefusals.kinds());
    kinds.removeAll(ShapeRules.primitives());
    assertEquals(Set.of(), kinds);
  }

  /** Sorting by comparing each with each is for rows that are not too long. */
  @Test
  void whatIsRefusedIsNamedWithItsLayerAndWhatToDo() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.parameter("x", TensorType.of(DataType.FLOAT32, 4, 100_000));
    Graph graph =
        builder.within(
            "ranking", () -> builder.build(builder.addAll(new Indexing.TopK(5), List.of(x))));
    String message =
        assertThrows(BackendException.class, () -> GraphLowering.program(graph, Target.CARD))
            .getMessage();
    assertTrue(message.contains("top_k in layer 'ranking'"), message);
    assertTrue(message.contains("40000000000 pairs"), message);
    assertTrue(message.contains("Device.cpu()"), message);
    GraphLowering.program(graph, Target.PROCESSOR);
  }
}
