package io.trihorn.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a program computes and what it refuses. */
class OnnxExecutableTest {
  private final OnnxBackend backend = new OnnxBackend();
  private final VariableStore store = backend.createStore(Device.cpu());

  @AfterEach
  void free() {
    store.close();
  }

  private record First() implements Composite {
    @Override
    public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
      return inputs;
    }
  }

  private record Second() implements Composite {
    @Override
    public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
      return inputs;
    }
  }

  @Test
  void anUnwantedOutputIsNotComputedWhereThatSavesWork() {
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 256, 256));
    Value cheap = p.neg(x);
    Value dear = p.matmul(p.matmul(x, x, false, false), x, false, true);
    Value alsoCheap = p.add(cheap, 1);
    Graph graph = b.build(List.of(dear, cheap, alsoCheap));
    try (OnnxExecutable program = (OnnxExecutable) backend.compile(graph, store)) {
      TensorData in = TensorData.full(x.type(), 2);
      TensorData a = TensorData.zeros(x.type());
      TensorData c = TensorData.zeros(x.type());
      program.run(List.of(in), Arrays.asList(a, c, null));
      assertEquals(1, program.sessions(), "the last output costs next to nothing");
      assertEquals(256 * 256 * 8.0, a.getDouble(5), 1e-3);
      program.run(List.of(in), Arrays.asList(null, null, c));
      assertEquals(2, program.sessions(), "without the products there is a smaller model");
      assertEquals(-1.0, c.getDouble(7));
      program.run(List.of(in), Arrays.asList(null, null, c));
      assertEquals(2, program.sessions(), "which is kept");
      program.run(List.of(in), Arrays.asList(null, null, null));
    }
  }

  @Test
  void valuesOfVariablesAreBuiltInWhenTheyStayAndFedAgainWhenTheyChange() {
    Variable w = new Variable("w", TensorType.of(DataType.FLOAT32, 16, 16));
    Variable unused = new Variable("unused", TensorType.of(DataType.FLOAT32, 2));
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 2, 16));
    Value y = p.matmul(x, b.read(w), false, false);
    Graph graph = b.build(List.of(y, p.neg(b.read(unused))));
    store.write(w, TensorData.full(w.type(), 3));
    store.write(unused, TensorData.full(unused.type(), 5));
    GraphBuilder c = new GraphBuilder();
    Graph twice = c.build(List.of(), Map.of(w, new Primitives(c).mul(c.read(w), 2)));
    try (OnnxExecutable program = (OnnxExecutable) backend.compile(graph, store);
        Executable doubling = backend.compile(twice, store)) {
      TensorData in = TensorData.full(x.type(), 1);
      TensorData out = TensorData.zeros(y.type());
      TensorData rest = TensorData.zeros(unused.type());
      for (double expected : new double[] {48, 96, 16}) {
        program.run(List.of(in), Arrays.asList(out, null));
        assertFalse(program.isSettled(), "a value has changed");
        assertEquals(expected, out.getDouble(3));
        for (int i = 0; !program.isSettled(); i++) {
          assertTrue(i < 1000, "the values stay as they are, and are never built in");
          program.run(List.of(in), List.of(out, rest));
          assertEquals(expected, out.getDouble(3));
          assertEquals(-5, rest.getDouble(1));
        }
        program.run(List.of(in), List.of(out, rest));
        assertEquals(expected, out.getDouble(3));
        if (expected == 48) {
          doubling.run(List.of(), List.of());
        } else {
          store.write(w, TensorData.full(w.type(), 1));
        }
      }
    }
  }

  /** Each has its own input, and values change in between. */
  @Test
  void runsSideBySideHaveAFormOfTheirOwnWithTheSameValues() throws Exception {
    int n = 256;
    Variable w = new Variable("w", TensorType.of(DataType.FLOAT32, n, n));
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, n, n));
    Graph graph = b.build(List.of(p.matmul(x, b.read(w), false, false)));
    store.write(w, TensorData.full(w.type(), 1));
    OnnxBackend both = new OnnxBackend(OnnxSettings.defaults().withThreads(2));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (OnnxExecutable program = (OnnxExecutable) both.compile(graph, store)) {
      for (double value : new double[] {1, 2}) {
        store.write(w, TensorData.full(w.type(), value));
        long end = System.nanoTime() + 60_000_000_000L;
        do {
          assertTrue(System.nanoTime() < end, "runs side by side have no form of their own");
          List<Callable<Void>> runs = new ArrayList<>();
          for (int input = 1; input <= 2; input++) {
            TensorData in = TensorData.full(x.type(), input);
            runs.add(
                () -> {
                  TensorData out = TensorData.zeros(x.type());
                  for (int i = 0; i < 10; i++) {
                    program.run(List.of(in), List.of(out));
                    assertEquals(n * value * in.getDouble(0), out.getDouble(n + 1));
                  }
                  return null;
                });
          }
          for (Future<Void> run : threads.invokeAll(runs)) {
            run.get();
          }
        } while (!program.isSettledForHalf());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void oneValueMayBeParameterOutputAndOutputAgain() {
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Value x = b.parameter("output_0", TensorType.of(DataType.FLOAT32, 2));
    Value y = p.neg(x);
    Value one = b.scalar(DataType.FLOAT32, 1);
    Graph graph = b.build(List.of(x, y, y, one));
    try (Executable program = backend.compile(graph, store)) {
      List<TensorData> out = new ArrayList<>();
      graph.outputTypes().forEach(t -> out.add(TensorData.zeros(t)));
      program.run(List.of(TensorData.of(new float[] {1, 2}, 2)), out);
      assertArrayEquals(new float[] {1, 2}, out.get(0).toFloatArray());
      assertArrayEquals(new float[] {-1, -2}, out.get(1).toFloatArray());
      assertArrayEquals(new float[] {-1, -2}, out.get(2).toFloatArray());
      assertArrayEquals(new float[] {1}, out.get(3).toFloatArray());
    }
  }

  @Test
  void feedsAndFetchesAreChecked() {
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 2));
    Graph graph = b.build(List.of(new Primitives(b).neg(x)));
    TensorData right = TensorData.zeros(x.type());
    TensorData wrong = TensorData.zeros(TensorType.of(DataType.FLOAT32, 3));
    try (Executable program = backend.compile(graph, store)) {
      assertThrows(IllegalArgumentException.class, () -> program.run(List.of(), List.of(right)));
      assertThrows(IllegalArgumentException.class, () -> program.run(List.of(right), List.of()));
      assertThrows(
          IllegalArgumentException.class, () -> program.run(List.of(right), List.of(wrong)));
      String message =
          assertThrows(
                  IllegalArgumentException.class, () -> program.run(List.of(wrong), List.of(right)))
              .getMessage();
      assertEquals("feed 0 should be float32[2], but is float32[3]", message);
    }
  }

  @Test
  void allOpsWithoutLoweringAreNamedAtOnce() {
    GraphBuilder inner = new GraphBuilder();
    Value carry = inner.parameter("c", TensorType.of(DataType.FLOAT32, 2));
    Graph body = inner.build(List.of(inner.add(new Second(), carry)));
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 2));
    Value y = b.add(new Control.Scan(body, 1, 0, 3, false), b.add(new First(), x));
    String message =
        assertThrows(BackendException.class, () -> backend.compile(b.build(List.of(y)), store))
            .getMessage();
    assertTrue(message.contains("first, second"), message);
  }

  @Test
  void anotherBackendsStoreIsRefused() {
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 2));
    Graph graph = b.build(List.of(x));
    try (VariableStore foreign = Backends.get("reference").createStore(Device.cpu())) {
      assertThrows(IllegalArgumentException.class, () -> backend.compile(graph, foreign));
    }
  }

  @Test
  void infoSaysWhatIsInForce() {
    BackendInfo info = new OnnxBackend(OnnxSettings.defaults().withThreads(3)).info();
    assertEquals("ONNX Runtime", info.engine());
    assertTrue(info.version().matches("\\d+\\.\\d+\\.\\d+.*"), info.version());
    assertEquals(Device.cpu(), info.devices().get(0));
    assertEquals("3", info.settings().get("threads"));
    assertEquals("at most 1000 µs", info.settings().get("spinning"));
    OnnxSettings sleeping = OnnxSettings.defaults().withSpinMicros(0);
    assertEquals("at most 0 µs", new OnnxBackend(sleeping).info().settings().get("spinning"));
    assertTrue(info.settings().get("providers").contains("CPU"));
  }

  @Test
  void aGpuThatIsNotThereIsAnErrorThatSaysWhatToAdd() {
    Assumptions.assumeFalse(backend.info().devices().contains(Device.gpu()));
    String message =
        assertThrows(BackendException.class, () -> backend.createStore(Device.gpu())).getMessage();
    assertTrue(message.contains("onnxruntime_gpu"), message);
  }

  /** Were the new value written as soon as it can be, the late product would read that. */
  @Test
  void aWeightIsNotWrittenOverBeforeAllHaveReadIt() {
    TensorType type = TensorType.of(DataType.FLOAT32, 300, 300);
    Variable w = new Variable("w", type);
    for (boolean first : new boolean[] {false, true}) {
      GraphBuilder b = new GraphBuilder();
      Primitives p = new Primitives(b);
      Value x = b.parameter("x", type);
      Value early = first ? p.add(b.read(w), x) : null;
      Value scaled = x;
      for (int i = 0; i < 5; i++) {
        scaled = p.mul(p.matmul(scaled, x, false, false), 1.0 / 300);
      }
      Value late = p.matmul(scaled, b.read(w), false, true);
      Value next = first ? early : p.add(b.read(w), x);
      store.write(w, TensorData.full(type, 1));
      try (OnnxExecutable program =
          (OnnxExecutable) backend.compile(b.build(List.of(late), Map.of(w, next)), store)) {
        TensorData in = TensorData.full(type, 1);
        TensorData out = TensorData.zeros(type);
        for (int step = 1; step <= 3; step++) {
          program.run(List.of(in), List.of(out));
          assertEquals(300.0 * step, out.getDouble(299), 0.1, "the sum over the old value");
          assertEquals(step + 1.0, store.read(w).getDouble(299));
        }
      }
    }
  }
}
