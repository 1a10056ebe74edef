package io.trihorn.backend.replicas;

import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.layers.Layers.maxPooling2d;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Dataset;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Op;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.ShapeRules;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Sequential;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Replicas share the work; that they come to the right numbers is tested on each backend. */
class PlanTest {
  private static final int ROWS = 7;

  private static Graph training(Sequential model, TensorData x, TensorData y) {
    model.on("reference");
    model.compile("adam", "mse");
    return model.trainingGraph(Dataset.of(x, y));
  }

  private static Plan plan(Graph graph) {
    return new Plan(graph, Cell::whole, Plan.byRows(graph, ROWS), ROWS, true);
  }

  /** A primitive that is forgotten would be an error. */
  @Test
  void everyPrimitiveHasARule() {
    Set<Class<? extends Op>> kinds = new HashSet<>(ShapeRules.primitives());
    kinds.removeAll(Set.of(Leaf.Parameter.class, Leaf.Read.class, Leaf.Constant.class));
    assertEquals(kinds, Spreads.kinds());
  }

  /** No product, convolution or pooling of a training step is done by all for all rows. */
  @Test
  void theWorkOfAStepIsShared() {
    Sequential model =
        new Sequential(
            input(8, 8, 2),
            conv2d(4, 3).padding("same"),
            batchNormalization(),
            maxPooling2d(2),
            flatten(),
            dense(3, "softmax"));
    float[] x = new float[ROWS * 128];
    Graph graph =
        training(
            model, TensorData.of(x, ROWS, 8, 8, 2), TensorData.of(new float[ROWS * 3], ROWS, 3));
    // The convolution, the pooling, the product, and what goes back through them.
    assertEquals(7, shared(plan(graph)));
  }

  /**
   * A loop forth and the one back run over each replica's rows, and no sum is left to be gathered.
   */
  @Test
  void loopsAreShared() {
    Sequential model = new Sequential(input(5), embedding(9, 4), lstm(3), dense(3));
    Graph graph =
        training(
            model,
            TensorData.of(new int[ROWS * 5], ROWS, 5),
            TensorData.of(new float[ROWS * 3], ROWS, 3));
    assertTrue(shared(plan(graph)) >= 4);
  }

  private static long shared(Plan plan) {
    List<Plan.Work> heavy =
        plan.works().stream()
            .filter(
                w ->
                    w.node().op() instanceof Linear
                        || w.node().op() instanceof Pooling
                        || w.node().op() instanceof Control.Scan)
            .toList();
    for (Plan.Work work : heavy) {
      assertNotEquals(
          List.of(Placement.WHOLE),
          List.copyOf(new HashSet<>(work.spread().results())),
          work.node().op().label());
    }
    return heavy.size();
  }

  /** Rows that are left over go to the first replicas. */
  @Test
  void rowsAreDealtOutEvenly() {
    assertEquals(
        List.of(new Share(0, 0, 3, 7), new Share(1, 3, 2, 7), new Share(2, 5, 2, 7)),
        Share.of(7, 3));
  }
}
