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

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.backend.reference.ReferenceBackend;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Op;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.ShapeRules;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import io.trihorn.model.Sequential;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

  /**
   * Kernels are dealt out by columns, then by rows: each replica makes its part of the products and
   * of the gradients, and nothing but two rows of sums is put together.
   */
  @Test
  void theWorkOnPartsOfKernelsIsShared() {
    Sequential model = new Sequential(input(5), dense(8, "tanh"), dense(3));
    Graph graph =
        training(
            model,
            TensorData.of(new float[ROWS * 5], ROWS, 5),
            TensorData.of(new float[ROWS * 3], ROWS, 3));
    Deal deal = Deal.variables(v -> axis(v.place()));
    Map<Variable, Cell> cells = new HashMap<>();
    graph.reads().keySet().forEach(v -> cells.put(v, deal.cell(v, 2)));
    graph.updates().keySet().forEach(v -> cells.put(v, deal.cell(v, 2)));
    long rows = deal.rows(graph, cells.values(), 2);
    Plan plan = new Plan(graph, cells::get, deal.parameters(graph, rows), rows, true);
    // The outputs are a sum; what goes back needs it.
    assertEquals(2, plan.rounds());
    long parts = cells.values().stream().filter(c -> c.kept() instanceof Placement.Split).count();
    assertEquals(9, parts);
    for (Share share : Share.of(2, 2)) {
      RoundWriter forth = new RoundWriter(plan, share).write(0);
      RoundWriter back = new RoundWriter(plan, share).write(1);
      Graph last = back.build(List.of(), graph.updates(), share);
      last.updates().forEach((variable, value) -> assertEquals(variable.type(), value.type()));
      List<Shape> products =
          GraphCompiler.prepare(new ReferenceBackend(), last, Device.cpu()).nodes().stream()
              .filter(n -> n.op() instanceof Linear.MatMul)
              .map(n -> n.output().type().shape())
              .toList();
      assertEquals(
          Set.of(new Shape(4, 3), new Shape(ROWS, 4), new Shape(5, 4)), Set.copyOf(products));
      assertEquals(3, products.size());
      assertTrue(forth.feeds().stream().noneMatch(RoundWriter.Feed::whole));
    }
  }

  private static int axis(String path) {
    return switch (path) {
      case "dense/kernel" -> 1;
      case "dense/bias", "dense_1/kernel" -> 0;
      default -> -1;
    };
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
