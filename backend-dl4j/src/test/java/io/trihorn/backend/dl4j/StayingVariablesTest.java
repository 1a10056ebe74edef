package io.trihorn.backend.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What programs that change no variable keep of what these give. */
class StayingVariablesTest {
  private static final TensorType ROW = TensorType.of(DataType.FLOAT32, 4);

  private final Dl4jBackend backend = new Dl4jBackend();

  private static TensorData row(float... values) {
    return TensorData.of(values, values.length);
  }

  private static float[] run(Executable program, TensorData feed) {
    TensorData out = TensorData.zeros(ROW);
    program.run(List.of(feed), List.of(out));
    return out.toFloatArray();
  }

  private Dl4jExecutable compile(Graph graph, VariableStore store) {
    return (Dl4jExecutable) backend.compile(graph, store);
  }

  @Test
  void whatVariablesAloneGiveIsMadeAgainOnlyWhenTheyChange() {
    Variable v = new Variable("v", ROW);
    GraphBuilder predicting = new GraphBuilder();
    Primitives p = new Primitives(predicting);
    Value made = p.unary(UnaryKind.FLOOR, p.add(predicting.read(v), 0.5));
    Graph graph = predicting.build(List.of(p.add(predicting.parameter("x", ROW), made)));
    GraphBuilder doubling = new GraphBuilder();
    Value twice = new Primitives(doubling).mul(doubling.read(v), 2);
    try (VariableStore store = backend.createStore(Device.cpu());
        Dl4jExecutable program = compile(graph, store);
        Executable twofold = backend.compile(doubling.build(List.of(), Map.of(v, twice)), store)) {
      assertEquals(1, program.steps().size());
      store.write(v, row(1, 2, 3, 4));
      for (int i = 0; i < 3; i++) {
        assertArrayEquals(new float[] {1 + i, 2, 3, 4}, run(program, row(i, 0, 0, 0)));
      }
      twofold.run(List.of(), List.of());
      assertArrayEquals(new float[] {2, 4, 6, 8}, run(program, row(0, 0, 0, 0)));
      store.write(v, row(5, 5, 5, 5));
      assertArrayEquals(new float[] {5, 5, 5, 6}, run(program, row(0, 0, 0, 1)));
      store.remove(List.of(v));
      store.write(v, row(7, 7, 7, 7));
      assertArrayEquals(new float[] {7, 7, 7, 7}, run(program, row(0, 0, 0, 0)));
    }
  }

  @Test
  void stepsTowardsWhatVariablesGiveShareMemoryWithRuns() {
    Variable v = new Variable("v", TensorType.of(DataType.FLOAT32, 64, 64));
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Value x = b.parameter("x", v.type());
    Value made = b.read(v);
    Value y = x;
    for (int i = 0; i < 20; i++) {
      made = p.matmul(made, b.read(v), i % 2 == 0, false);
      y = p.matmul(y, x, false, i % 2 == 0);
    }
    try (VariableStore store = backend.createStore(Device.cpu());
        Dl4jExecutable program = compile(b.build(List.of(p.matmul(y, made, false, true))), store)) {
      // What stays, in oneDNN's order and ours, beside the three of a run.
      assertTrue(program.arenaBytes() <= 6 * v.type().bytes(), "" + program.arenaBytes());
    }
  }
}
