package io.trihorn.backend.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.reference.ReferenceBackend;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.quantizers.Int4;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DerivedTest {
  private static final int SIDE = 64;

  private final Variable packed =
      new Variable("packed", TensorType.of(DataType.INT8, SIDE / 2, SIDE));
  private final Recording backend = new Recording();

  /** Keeps the graphs that are compiled. */
  private static final class Recording extends ForwardingBackend {
    final List<Graph> graphs = new ArrayList<>();

    Recording() {
      super(new ReferenceBackend());
    }

    @Override
    public Executable compile(Graph graph, VariableStore store) {
      graphs.add(graph);
      return super.compile(graph, store);
    }
  }

  /** The product of a row with a kernel of 4-bit numbers, two in a byte. */
  private Graph product() {
    GraphBuilder builder = new GraphBuilder();
    Tensor x =
        new Tensor(builder, builder.parameter("x", TensorType.of(DataType.FLOAT32, 1, SIDE)));
    Tensor bytes = new Tensor(builder, builder.read(packed));
    Tensor kernel = Ops.cast(Int4.unpackInt4(bytes, SIDE, 0, DataType.INT8), DataType.FLOAT32);
    return builder.build(List.of(Nn.matmul(x, kernel).value()));
  }

  private static TensorData filled(TensorType type, double value) {
    TensorData data = TensorData.zeros(type);
    data.fill(value);
    return data;
  }

  private static double firstOf(Executable program) {
    TensorData out = TensorData.zeros(TensorType.of(DataType.FLOAT32, 1, SIDE));
    program.run(List.of(filled(TensorType.of(DataType.FLOAT32, 1, SIDE), 1)), List.of(out));
    return out.getDouble(0);
  }

  /** A byte of 17 times n is n and n, for small ones. */
  @Test
  void unpackedNumbersAreKeptUntilTheyChange() {
    Variable other = new Variable("other", TensorType.of(DataType.FLOAT32));
    GraphBuilder assigning = new GraphBuilder();
    Value three = assigning.constant(filled(packed.type(), 3 * 17));
    Graph assignment = assigning.build(List.of(), Map.of(packed, three));
    try (VariableStore store = backend.createStore(Device.cpu());
        Executable assign = GraphCompiler.compile(backend, assignment, store);
        Executable program = GraphCompiler.compile(backend, product(), store)) {
      store.write(packed, filled(packed.type(), 17));
      int compiled = backend.graphs.size();
      assertEquals(SIDE, firstOf(program));
      assertEquals(compiled, backend.graphs.size(), "one run is not worth it");
      assertEquals(SIDE, firstOf(program));
      assertEquals(compiled + 2, backend.graphs.size());
      assertEquals(List.of(), List.copyOf(last().reads().keySet()), "the rest reads no variable");
      store.write(other, TensorData.scalar(DataType.FLOAT32, 1));
      assertEquals(SIDE, firstOf(program));
      store.write(packed, filled(packed.type(), 2 * 17));
      for (int i = 0; i < 3; i++) {
        assertEquals(2 * SIDE, firstOf(program));
      }
      assign.run(List.of(), List.of());
      for (int i = 0; i < 3; i++) {
        assertEquals(3 * SIDE, firstOf(program));
      }
      store.remove(List.of(packed));
      store.write(packed, filled(packed.type(), 17));
      for (int i = 0; i < 3; i++) {
        assertEquals(SIDE, firstOf(program));
      }
      assertEquals(compiled + 2, backend.graphs.size(), "the parts are compiled once");
    }
  }

  private Graph last() {
    return backend.graphs.get(backend.graphs.size() - 1);
  }

  @Test
  void whatIsScaledOnlyIsNotKeptTwice() {
    Variable kernel = new Variable("kernel", TensorType.of(DataType.FLOAT32, SIDE, SIDE));
    GraphBuilder builder = new GraphBuilder();
    Tensor x =
        new Tensor(builder, builder.parameter("x", TensorType.of(DataType.FLOAT32, 1, SIDE)));
    Tensor scaled = Ops.multiply(new Tensor(builder, builder.read(kernel)), 2);
    assertNull(Derived.of(builder.build(List.of(Nn.matmul(x, scaled).value()))));
  }

  /** Halves of it too, as products over long axes have them. */
  @Test
  void integersAreKeptAsTheFloatsThatProductsNeed() {
    GraphBuilder builder = new GraphBuilder();
    Tensor x =
        new Tensor(builder, builder.parameter("x", TensorType.of(DataType.FLOAT32, 1, SIDE / 2)));
    Tensor kernel = Ops.cast(new Tensor(builder, builder.read(packed)), DataType.FLOAT32);
    Tensor half = Shapes.slice(kernel, 1, 0, SIDE / 2);
    Value product = Nn.matmul(x, half).value();
    Derived parts = Derived.of(builder.build(List.of(product)));
    assertEquals(
        List.of(TensorType.of(DataType.FLOAT32, SIDE / 2, SIDE / 2)), parts.making().outputTypes());
    Value sum = Ops.add(Shapes.transpose(half, 1, 0), x).value();
    assertNull(Derived.of(builder.build(List.of(sum))), "no product needs them");
  }

  @Test
  void whatIsSpreadOverABatchIsNotKept() {
    Variable row = new Variable("row", TensorType.of(DataType.FLOAT32, 1, 4 * SIDE));
    GraphBuilder builder = new GraphBuilder();
    TensorType batch = TensorType.of(DataType.FLOAT32, 32, 4 * SIDE);
    Tensor x = new Tensor(builder, builder.parameter("x", batch));
    Tensor grid = Ops.add(new Tensor(builder, builder.read(row)), filledLike(builder, batch));
    for (int i = 0; i < 5; i++) {
      grid = Ops.exp(grid);
    }
    assertNull(Derived.of(builder.build(List.of(Ops.add(x, grid).value()))));
  }

  private static Tensor filledLike(GraphBuilder builder, TensorType type) {
    return new Tensor(builder, builder.constant(filled(type, 1)));
  }
}
