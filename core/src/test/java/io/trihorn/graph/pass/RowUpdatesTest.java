package io.trihorn.graph.pass;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.reference.ReferenceBackend;
import io.trihorn.graph.AddedRows;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Indexing.ScatterAdd;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowUpdatesTest {
  private static final TensorType TABLE = TensorType.of(DataType.FLOAT32, 100, 3);
  private final Variable table = new Variable("table", TABLE);
  private final Variable rate = new Variable("rate", TensorType.of(DataType.FLOAT32));
  private final GraphBuilder builder = new GraphBuilder();
  private final Tensor w = new Tensor(builder, builder.read(table));
  private final Tensor gradient = gradient();

  /** Rows 7, 9 and 7 again. */
  private Tensor gradient() {
    Value zeros = builder.add(new Shaping.Broadcast(TABLE.shape()), scalar(0));
    Value rows = builder.constant(TensorData.of(new int[] {7, 9, 7}, 3));
    Value updates = builder.parameter("updates", TensorType.of(DataType.FLOAT32, 3, 3));
    return new Tensor(builder, builder.add(new ScatterAdd(), zeros, rows, updates));
  }

  private Value scalar(double value) {
    return builder.scalar(DataType.FLOAT32, value);
  }

  private Graph descent() {
    Tensor step = Ops.multiply(gradient, new Tensor(builder, builder.read(rate)));
    return builder.build(List.of(), Map.of(table, Ops.subtract(w, step).value()));
  }

  private float[] after(Graph graph) {
    ReferenceBackend reference = new ReferenceBackend();
    TensorData updates = TensorData.of(new float[] {1, 2, 3, 10, 20, 30, 4, 5, 6}, 3, 3);
    try (VariableStore store = reference.createStore(Device.cpu());
        Executable program = reference.compile(graph, store)) {
      TensorData start = TensorData.zeros(TABLE);
      for (int i = 0; i < start.size(); i++) {
        start.setDouble(i, i);
      }
      store.write(table, start);
      store.write(rate, TensorData.scalar(DataType.FLOAT32, 0.5));
      program.run(List.of(updates), List.of());
      return store.read(table).toFloatArray();
    }
  }

  @Test
  void aStepOfDescentComputesWithRowsOnly() {
    Graph before = descent();
    Graph after = new DeadCode().apply(new RowUpdates().apply(before));
    for (Node node : after.nodes()) {
      boolean whole = node.outputs().get(0).type().equals(TABLE);
      boolean allowed = node.op() instanceof ScatterAdd || node.op() instanceof Leaf.Read;
      assertEquals(true, !whole || allowed, () -> node.op() + " makes all rows");
    }
    float[] values = after(after);
    assertArrayEquals(after(before), values);
    assertEquals(21 - 2.5f, values[21]);
    assertEquals(29 - 15f, values[29]);
    assertEquals(299, values[299]);
  }

  @Test
  void aGradientThatIsReadElsewhereStays() {
    Tensor norm = Ops.sum(Ops.multiply(gradient, gradient));
    Graph graph =
        builder.build(List.of(norm.value()), Map.of(table, Ops.subtract(w, gradient).value()));
    assertSame(graph, new RowUpdates().apply(graph));
  }

  @Test
  void rowsThatAreSubtractedFromStay() {
    Graph graph = builder.build(List.of(), Map.of(table, Ops.subtract(gradient, w).value()));
    assertSame(graph, new RowUpdates().apply(graph));
  }

  @Test
  void gradientsOfTwoPlacesAreJoined() {
    Value rows = builder.constant(TensorData.of(new long[] {9, 99}, 2));
    Value zeros = builder.add(new Shaping.Broadcast(TABLE.shape()), scalar(0));
    Value updates = builder.constant(TensorData.of(new float[] {1, 1, 1, 2, 2, 2}, 2, 3));
    Tensor other = new Tensor(builder, builder.add(new ScatterAdd(), zeros, rows, updates));
    Tensor step = Ops.multiply(Ops.add(gradient, other), new Tensor(builder, builder.read(rate)));
    Graph before = builder.build(List.of(), Map.of(table, Ops.subtract(w, step).value()));
    Graph after = new DeadCode().apply(new RowUpdates().apply(before));
    assertEquals(1, after.nodes().stream().filter(n -> n.op() instanceof ScatterAdd).count());
    AddedRows added = AddedRows.of(after).get(0);
    assertSame(table, added.variable());
    assertEquals(TensorType.of(DataType.INT64, 5), added.indices().type());
    float[] values = after(after);
    assertArrayEquals(after(before), values);
    assertEquals(29 - 15f - 0.5f, values[29]);
    assertEquals(299 - 1f, values[299]);
  }

  @Test
  void rowsAreAddedInPlaceWhereNothingElseNeedsTheSum() {
    Graph alone = new RowUpdates().apply(descent());
    assertEquals(1, AddedRows.of(alone).size());
    Value sum = alone.updates().get(table);
    GraphBuilder more = new GraphBuilder(alone);
    assertEquals(List.of(), AddedRows.of(more.build(List.of(sum), alone.updates())));
    Variable copy = new Variable("copy", TABLE);
    assertEquals(List.of(), AddedRows.of(more.build(List.of(), Map.of(table, sum, copy, sum))));
    assertEquals(List.of(), AddedRows.of(more.build(List.of(), Map.of(copy, sum))));
  }
}
