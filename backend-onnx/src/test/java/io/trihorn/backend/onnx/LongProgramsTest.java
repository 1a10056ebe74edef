package io.trihorn.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How long the compilation of programs of tens of thousands of nodes takes. */
class LongProgramsTest {
  /** Twice the nodes take twice the time; four times where each is compared with all others. */
  private static final double MOST_FOR_TWICE = 3;

  private final OnnxBackend backend = new OnnxBackend();

  @Test
  void compilationIsLinearInNodesThatTheEngineCouldFuse() {
    seconds(5_000);
    double half = seconds(40_000);
    double whole = seconds(80_000);
    assertTrue(
        whole < MOST_FOR_TWICE * half,
        "40,000 nodes take " + half + " s, 80,000 nodes " + whole + " s");
  }

  /** Processor time of the calling thread, which other programs on the machine hardly change. */
  private double seconds(int nodes) {
    Graph graph = products(nodes);
    try (VariableStore store = backend.createStore(Device.cpu())) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      backend.compile(graph, store).close();
      return 1e-9 * (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
    }
  }

  private static Graph products(int nodes) {
    GraphBuilder builder = new GraphBuilder();
    Primitives p = new Primitives(builder);
    Value x = builder.parameter("x", TensorType.of(DataType.FLOAT32, 4, 4));
    Value y = x;
    while (builder.mark() < nodes) {
      y = p.unary(UnaryKind.TANH, p.matmul(y, x, false, false));
    }
    return builder.build(List.of(y), Map.of());
  }
}
