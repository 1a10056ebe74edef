package io.trihorn.backend.tensorflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.Executable;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Op;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.ShapeRules;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is TensorFlow's own about programs and stores; the common rest is in the suite. */
class TensorflowProgramTest {
  private static final TensorflowBackend BACKEND = new TensorflowBackend();
  private static final TensorType SCALAR = TensorType.of(DataType.FLOAT32);
  private static final TensorType INT = TensorType.of(DataType.INT32);

  private final TensorflowStore store = (TensorflowStore) BACKEND.createStore(Device.cpu());
  private final GraphBuilder builder = new GraphBuilder();
  private final Primitives ops = new Primitives(builder);

  @AfterEach
  void close() {
    store.close();
  }

  private static TensorData scalar(double value) {
    return TensorData.scalar(DataType.FLOAT32, value);
  }

  private static double valueOf(TensorflowStore store, Variable variable) {
    return store.read(variable).getDouble(0);
  }

  /** An increment of a variable as a program. */
  private static Graph increment(Variable variable) {
    GraphBuilder b = new GraphBuilder();
    Value next = new Primitives(b).add(b.read(variable), 1);
    return b.build(List.of(next), Map.of(variable, next));
  }

  @Test
  void everyPrimitiveHasALowering() {
    Set<Class<? extends Op>> kinds = new HashSet<>(ShapeRules.primitives());
    kinds.removeAll(Set.of(Leaf.Parameter.class, Leaf.Read.class));
    kinds.removeIf(Lowerings::has);
    assertEquals(Set.of(), kinds);
  }

  @Test
  void informsOfVersionAndThreads() {
    var info = BACKEND.info();
    assertEquals("tensorflow", info.name());
    assertTrue(info.version().startsWith("2."), info.version());
    assertTrue(info.devices().contains(Device.cpu()));
    assertTrue(Integer.parseInt(info.settings().get("threads within an op")) >= 1);
    assertTrue(Set.of("on", "off").contains(info.settings().get("oneDNN")));
    assertEquals("Trihorn's own; TensorFlow's is off", info.settings().get("graph rewriting"));
  }

  @Test
  void anUnknownElementTypeIsNamed() {
    builder.parameter("z", TensorType.of(DataType.COMPLEX64, 2));
    Graph graph = builder.build(List.of());
    BackendException e = assertThrows(BackendException.class, () -> BACKEND.compile(graph, store));
    assertTrue(e.getMessage().contains("complex64"), e.getMessage());
  }

  @Test
  void aFailedRunAssignsNothing() {
    Variable count = new Variable("count", SCALAR);
    Variable quotient = new Variable("quotient", INT);
    Value divisor = builder.parameter("divisor", INT);
    Value ten = builder.scalar(DataType.INT32, 10);
    Graph graph =
        builder.build(
            List.of(),
            Map.of(count, ops.add(builder.read(count), 1), quotient, ops.div(ten, divisor)));
    store.write(count, scalar(5));
    store.write(quotient, TensorData.scalar(DataType.INT32, 7));
    try (Executable program = BACKEND.compile(graph, store)) {
      TensorData zero = TensorData.scalar(DataType.INT32, 0);
      assertThrows(BackendException.class, () -> program.run(List.of(zero), List.of()));
      assertEquals(5, valueOf(store, count));
      assertEquals(7, valueOf(store, quotient));
      program.run(List.of(TensorData.scalar(DataType.INT32, 5)), List.of());
    }
    assertEquals(6, valueOf(store, count));
    assertEquals(2, valueOf(store, quotient));
  }

  @Test
  void anUnwantedOutputIsNotComputedButUpdatesAre() {
    Variable count = new Variable("count", SCALAR);
    Value divisor = builder.parameter("divisor", INT);
    Value fails = ops.div(builder.scalar(DataType.INT32, 10), divisor);
    Value next = ops.add(builder.read(count), 1);
    Graph graph = builder.build(List.of(fails, next), Map.of(count, next));
    store.write(count, scalar(0));
    TensorData zero = TensorData.scalar(DataType.INT32, 0);
    TensorData place = scalar(0);
    try (Executable program = BACKEND.compile(graph, store)) {
      program.run(List.of(zero), Arrays.asList(null, null));
      program.run(List.of(zero), Arrays.asList(null, place));
    }
    assertEquals(2, place.getDouble(0));
    assertEquals(2, valueOf(store, count));
  }

  @Test
  void runsOfManyThreadsCountRight() throws Exception {
    Variable a = new Variable("a", SCALAR);
    Variable b = new Variable("b", SCALAR);
    store.write(a, scalar(0));
    store.write(b, scalar(0));
    Value nextA = ops.add(builder.read(a), 1);
    Value nextB = ops.add(builder.read(b), 1);
    Graph both = builder.build(List.of(), Map.of(a, nextA, b, nextB));
    GraphBuilder other = new GraphBuilder();
    Graph difference =
        other.build(List.of(new Primitives(other).sub(other.read(a), other.read(b))));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Executable count = BACKEND.compile(both, store);
        Executable check = BACKEND.compile(difference, store)) {
      List<Future<Double>> worst = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        worst.add(threads.submit(() -> countAndCheck(count, check)));
      }
      for (Future<Double> w : worst) {
        assertEquals(0, w.get());
      }
    } finally {
      threads.shutdown();
      assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    }
    assertEquals(400, valueOf(store, a));
  }

  private static double countAndCheck(Executable count, Executable check) {
    double worst = 0;
    TensorData place = scalar(0);
    for (int i = 0; i < 100; i++) {
      count.run(List.of(), List.of());
      check.run(List.of(), List.of(place));
      worst = Math.max(worst, Math.abs(place.getDouble(0)));
    }
    return worst;
  }

  @Test
  void movesToANewSessionWhenClosedProgramsPileUp() {
    Variable count = new Variable("count", SCALAR);
    store.write(count, scalar(0));
    Executable kept = BACKEND.compile(increment(count), store);
    SessionGraph first = store.session();
    int programs = 0;
    while (store.session() == first && programs < 60) {
      BACKEND.compile(big(count), store).close();
      kept.run(List.of(), Arrays.asList((TensorData) null));
      programs++;
    }
    assertNotSame(first, store.session());
    kept.run(List.of(), Arrays.asList((TensorData) null));
    assertEquals(programs + 1, valueOf(store, count));
    kept.close();
  }

  /** A program of a thousand operations. */
  private static Graph big(Variable variable) {
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Value sum = b.read(variable);
    for (int i = 0; i < 1000; i++) {
      sum = p.mul(sum, sum);
    }
    return b.build(List.of(sum));
  }

  @Test
  void nativeMemoryIsFreed() {
    Variable weight = new Variable("weight", TensorType.of(DataType.FLOAT32, 1 << 18));
    store.write(weight, TensorData.zeros(weight.type()));
    TensorData place = TensorData.zeros(weight.type());
    long before = 0;
    for (int round = 0; round < 60; round++) {
      if (round == 20) {
        before = Pointer.physicalBytes();
      }
      GraphBuilder b = new GraphBuilder();
      Value x = b.parameter("x", weight.type());
      Graph alone = b.build(List.of(new Primitives(b).add(x, 1)));
      try (Executable program = BACKEND.compile(alone, store);
          Executable update = BACKEND.compile(increment(weight), store)) {
        for (int i = 0; i < 10; i++) {
          program.run(List.of(place), List.of(place));
          update.run(List.of(), List.of(place));
        }
      }
    }
    // 40 rounds move 1 MiB 40 times each.
    long grown = Pointer.physicalBytes() - before;
    assertTrue(grown < 200L << 20, "grew by " + (grown >> 20) + " MiB");
    assertEquals(600, store.read(weight).getDouble(0));
  }

  @Test
  void afterCloseEverythingFailsAndCloseIsRepeatable() {
    Variable count = new Variable("count", SCALAR);
    store.write(count, scalar(0));
    Executable program = BACKEND.compile(increment(count), store);
    Executable other = BACKEND.compile(increment(count), store);
    other.close();
    other.close();
    List<TensorData> unwanted = Arrays.asList((TensorData) null);
    assertThrows(IllegalStateException.class, () -> other.run(List.of(), unwanted));
    store.close();
    store.close();
    assertThrows(IllegalStateException.class, () -> program.run(List.of(), unwanted));
    assertThrows(IllegalStateException.class, () -> store.read(count));
    program.close();
  }

  /** {@code (sum, x, y) -> (sum', sum')}, {@code sum' = sum / 2 + x + y}, in so many nodes. */
  private static Graph body(int nodes) {
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Value sum = b.parameter("sum", SCALAR);
    Value x = b.parameter("x", SCALAR);
    Value y = b.parameter("y", SCALAR);
    Value next = p.add(p.add(p.mul(sum, 0.5), x), y);
    for (int i = 0; i < nodes; i++) {
      next = p.neg(p.neg(next));
    }
    return b.build(List.of(next, next));
  }

  private static float[] scanned(int length, boolean reverse, float[] xs, float y) {
    float[] sums = new float[length];
    float sum = 1;
    for (int i = 0; i < length; i++) {
      int at = reverse ? length - 1 - i : i;
      sum = sum * 0.5f + xs[at] + y;
      sums[at] = sum;
    }
    return sums;
  }

  private void checkScan(int length, boolean reverse, int nodes) {
    GraphBuilder b = new GraphBuilder();
    Value start = b.parameter("start", SCALAR);
    Value xs = b.parameter("xs", TensorType.of(DataType.FLOAT32, length));
    Value y = b.parameter("y", SCALAR);
    List<Value> results =
        b.addAll(new Control.Scan(body(nodes), 1, 1, length, reverse), List.of(start, xs, y));
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = i % 7 - 3;
    }
    TensorData last = scalar(0);
    TensorData all = TensorData.zeros(xs.type());
    try (Executable program = BACKEND.compile(b.build(results), store)) {
      program.run(List.of(scalar(1), TensorData.of(values, length), scalar(2)), List.of(last, all));
    }
    float[] expected = scanned(length, reverse, values, 2);
    assertArrayEquals(expected, all.toFloatArray(), 1e-5f);
    assertEquals(expected[reverse ? 0 : length - 1], last.getDouble(0), 1e-5);
  }

  @Test
  void scansOfEveryLengthAgree() {
    // Written out, in turns of several steps, with steps left over, and in turns of one.
    for (boolean reverse : new boolean[] {false, true}) {
      checkScan(3, reverse, 0);
      checkScan(160, reverse, 0);
      checkScan(167, reverse, 0);
      checkScan(9, reverse, 100);
    }
  }

  @Test
  void aLoopInALoop() {
    int outer = 90;
    int inner = 80;
    GraphBuilder b = new GraphBuilder();
    Value sum = b.parameter("sum", SCALAR);
    Value xs = b.parameter("xs", TensorType.of(DataType.FLOAT32, inner));
    Value y = b.parameter("y", SCALAR);
    Value last =
        b.addAll(new Control.Scan(body(1), 1, 1, inner, false), List.of(sum, xs, y)).get(0);
    Graph body = b.build(List.of(last, last));
    Value start = builder.parameter("start", SCALAR);
    Value all = builder.parameter("all", TensorType.of(DataType.FLOAT32, outer, inner));
    Value two = builder.parameter("two", SCALAR);
    List<Value> results =
        builder.addAll(new Control.Scan(body, 1, 1, outer, false), List.of(start, all, two));
    float[] values = new float[outer * inner];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 - 3;
    }
    TensorData place = scalar(0);
    TensorData lasts = TensorData.zeros(TensorType.of(DataType.FLOAT32, outer));
    try (Executable program = BACKEND.compile(builder.build(results), store)) {
      program.run(
          List.of(scalar(1), TensorData.of(values, outer, inner), scalar(2)),
          List.of(place, lasts));
    }
    float[] expected = scanned(values.length, false, values, 2);
    for (int i = 0; i < outer; i++) {
      assertEquals(expected[(i + 1) * inner - 1], lasts.getDouble(i), 1e-5);
    }
    assertEquals(expected[expected.length - 1], place.getDouble(0), 1e-5);
    assertFalse(Double.isNaN(place.getDouble(0)));
  }
}
