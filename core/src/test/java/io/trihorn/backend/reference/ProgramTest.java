package io.trihorn.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.ShapeRules;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Loops, composites, variables, and the errors of programs. */
class ProgramTest {
  private static final TensorType CELL = TensorType.of(DataType.FLOAT64);

  private final ReferenceBackend backend = new ReferenceBackend();

  /** {@code (c, x) -> (c * 2 + x, c)}. */
  private static Graph body() {
    GraphBuilder b = new GraphBuilder();
    Primitives ops = new Primitives(b);
    Value c = b.parameter("c", CELL);
    Value next = ops.add(ops.mul(c, 2), b.parameter("x", CELL));
    return b.build(List.of(next, c));
  }

  private static List<TensorData> scan(boolean reverse) {
    TensorData start = TensorData.scalar(DataType.FLOAT64, 1);
    TensorData steps = TensorData.of(new double[] {10, 20, 30}, 3);
    return Run.all(new Control.Scan(body(), 1, 1, 3, reverse), start, steps);
  }

  @Test
  void loopsRunInEitherDirection() {
    // 1 -> 12 -> 44 -> 118
    assertEquals(118, scan(false).get(0).getDouble(0));
    assertArrayEquals(new double[] {1, 12, 44}, scan(false).get(1).toDoubleArray());
    // 1 -> 32 -> 84 -> 178
    assertEquals(178, scan(true).get(0).getDouble(0));
    assertArrayEquals(new double[] {84, 32, 1}, scan(true).get(1).toDoubleArray());
  }

  /** {@code x -> (x + 1, x * x)}. */
  private record Pair() implements Composite {
    @Override
    public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
      Primitives ops = new Primitives(builder);
      return List.of(ops.add(inputs.get(0), 1), ops.square(inputs.get(0)));
    }
  }

  @Test
  void compositesAreExpanded() {
    List<TensorData> results = Run.all(new Pair(), TensorData.of(new double[] {3, 4}, 2));
    assertArrayEquals(new double[] {4, 5}, results.get(0).toDoubleArray());
    assertArrayEquals(new double[] {9, 16}, results.get(1).toDoubleArray());
  }

  @Test
  void everyPrimitiveHasARule() {
    Set<Object> missing = new HashSet<>(ShapeRules.primitives());
    missing.removeAll(Kernels.kinds());
    missing.remove(Leaf.Parameter.class);
    missing.remove(Leaf.Read.class);
    assertEquals(Set.of(), missing);
  }

  @Test
  void assignmentsHappenAtTheEnd() {
    Variable a = new Variable("a", CELL);
    Variable b = new Variable("b", CELL);
    GraphBuilder g = new GraphBuilder();
    Value sum = new Primitives(g).add(g.read(a), g.read(b));
    Graph graph = g.build(List.of(g.read(a), sum), Map.of(a, g.read(b), b, sum));
    try (VariableStore store = backend.createStore(Device.cpu());
        Executable program = backend.compile(graph, store)) {
      store.write(a, TensorData.scalar(DataType.FLOAT64, 0));
      store.write(b, TensorData.scalar(DataType.FLOAT64, 1));
      TensorData first = TensorData.zeros(CELL);
      TensorData second = TensorData.zeros(CELL);
      double[] fibonacci = {0, 1, 1, 2, 3, 5, 8, 13, 21, 34};
      for (int i = 0; i + 2 < fibonacci.length; i++) {
        program.run(List.of(), List.of(first, second));
        assertEquals(fibonacci[i], first.getDouble(0));
        assertEquals(fibonacci[i + 2], second.getDouble(0));
        assertEquals(fibonacci[i + 1], store.read(a).getDouble(0));
      }
    }
  }

  @Test
  void errorsSayWhatIsWrong() {
    GraphBuilder g = new GraphBuilder();
    Variable v = new Variable("dense/kernel", CELL);
    Graph graph =
        g.build(List.of(new Primitives(g).add(g.parameter("x", CELL), g.read(v))), Map.of());
    TensorData scalar = TensorData.zeros(CELL);
    try (VariableStore store = backend.createStore(Device.cpu());
        Executable program = backend.compile(graph, store)) {
      Exception missing =
          assertThrows(
              IllegalArgumentException.class,
              () -> program.run(List.of(scalar), List.of(scalar.copy())));
      assertTrue(missing.getMessage().contains("dense/kernel"), missing.getMessage());
      TensorData row = TensorData.of(new double[] {1}, 1);
      assertThrows(ShapeException.class, () -> program.run(List.of(row), List.of(scalar)));
      assertThrows(ShapeException.class, () -> program.run(List.of(scalar), List.of(row)));
      assertThrows(IllegalArgumentException.class, () -> program.run(List.of(), List.of(scalar)));
      assertThrows(ShapeException.class, () -> store.write(v, row));
    }
  }

  @Test
  void aClosedStoreFails() {
    Variable v = new Variable("v", CELL);
    GraphBuilder g = new GraphBuilder();
    VariableStore store = backend.createStore(Device.cpu());
    store.write(v, TensorData.zeros(CELL));
    try (Executable program = backend.compile(g.build(List.of(g.read(v))), store)) {
      store.close();
      List<TensorData> fetches = List.of(TensorData.zeros(CELL));
      assertThrows(IllegalStateException.class, () -> program.run(List.of(), fetches));
    }
  }

  @Test
  void unknownElementTypesAreListed() {
    GraphBuilder g = new GraphBuilder();
    Value x = g.parameter("x", TensorType.of(DataType.COMPLEX64, 2));
    try (VariableStore store = backend.createStore(Device.cpu())) {
      Exception e =
          assertThrows(BackendException.class, () -> backend.compile(g.build(List.of(x)), store));
      assertTrue(e.getMessage().contains("complex64"), e.getMessage());
    }
  }
}
