package io.trihorn.backend.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.dl4j.lowering.GraphLowering;
import io.trihorn.backend.dl4j.plan.ArenaLayout;
import io.trihorn.backend.dl4j.plan.Program;
import io.trihorn.graph.Control;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** How plans use memory, and how they behave with others. */
class PlanTest {
  private static final TensorType ROW = TensorType.of(DataType.FLOAT32, 4);

  private final Dl4jBackend backend = new Dl4jBackend();

  private static TensorData row(float... values) {
    return TensorData.of(values, values.length);
  }

  private static float[] run(Executable program, TensorData... feeds) {
    TensorData out = TensorData.zeros(ROW);
    program.run(List.of(feeds), List.of(out));
    return out.toFloatArray();
  }

  private Dl4jExecutable compile(Graph graph, VariableStore store) {
    return (Dl4jExecutable) backend.compile(graph, store);
  }

  @Test
  void isFoundByName() {
    assertEquals(Dl4jBackend.class, Backends.get("dl4j").getClass());
  }

  @Test
  void tellsWhatIsInForce() {
    BackendInfo info = backend.info();
    assertEquals(List.of(Device.cpu()), info.devices());
    assertTrue(info.settings().get("natives").contains("-"), info.toString());
    assertTrue(Integer.parseInt(info.settings().get("threads")) >= 1, info.toString());
    assertTrue(info.settings().containsKey("OMP_WAIT_POLICY"), info.toString());
    assertFalse(info.version().isEmpty());
  }

  @Test
  void valuesThatAreNotNeededTogetherShareMemory() {
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    TensorType type = TensorType.of(DataType.FLOAT32, 64, 64);
    Value x = b.parameter("x", type);
    Value y = x;
    Value w = x;
    for (int i = 0; i < 20; i++) {
      // Not elementwise, so that each result needs memory besides its operand's.
      y = p.matmul(y, w, false, i % 2 == 0);
    }
    try (VariableStore store = backend.createStore(Device.cpu());
        Dl4jExecutable program = compile(b.build(List.of(y)), store)) {
      assertEquals(3 * type.bytes(), program.arenaBytes());
    }
  }

  @Test
  void elementwiseResultsTakeThePlaceOfTheirOperands() {
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Value x = b.parameter("x", ROW);
    Value y = x;
    for (int i = 0; i < 10; i++) {
      // One that no region of elementwise nodes has, so that there are many steps.
      y = p.unary(UnaryKind.FLOOR, p.add(y, 1));
    }
    // The operand is needed later, so the first result must not overwrite it.
    Value kept = p.sub(y, x);
    try (VariableStore store = backend.createStore(Device.cpu());
        Dl4jExecutable program = compile(b.build(List.of(kept)), store)) {
      assertArrayEquals(new float[] {10, 10, 10, 10}, run(program, row(1, 2, 3, 4)));
      assertArrayEquals(new float[] {10, 10, 10, 10}, run(program, row(5, 6, 7, 8)));
      assertEquals(2 * ArenaLayout.aligned(ROW.bytes()), program.arenaBytes());
    }
  }

  @Test
  void aRegionOfElementwiseNodesIsOneStepAndNeedsNoMemoryOfItsOwn() {
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Value x = b.parameter("x", ROW);
    Value y = p.mul(p.add(p.neg(x), 1), x);
    try (VariableStore store = backend.createStore(Device.cpu());
        Dl4jExecutable program = compile(b.build(List.of(y)), store)) {
      assertArrayEquals(new float[] {0, -2, -6, -12}, run(program, row(1, 2, 3, 4)));
      assertEquals(1, program.steps().size());
      assertEquals(ArenaLayout.aligned(ROW.bytes()), program.arenaBytes());
    }
  }

  @Test
  void rowsAreAddedInTheVariableUnlessItIsReadLater() {
    Variable table = new Variable("table", TensorType.of(DataType.FLOAT32, 1000, 4));
    for (boolean readLater : new boolean[] {false, true}) {
      GraphBuilder b = new GraphBuilder();
      Value old = b.read(table);
      Value rows = b.constant(TensorData.of(new int[] {7}, 1));
      Value found = b.add(new Indexing.Gather(0), old, rows);
      Value next = b.add(new Indexing.ScatterAdd(), old, rows, found);
      Graph graph = b.build(List.of(readLater ? old : found), Map.of(table, next));
      try (VariableStore store = backend.createStore(Device.cpu());
          Dl4jExecutable program = compile(graph, store)) {
        assertEquals(readLater, program.arenaBytes() >= table.type().bytes());
      }
    }
  }

  @Test
  void anUpdateIsMadeInPlaceOnlyIfTheOldValueIsNotNeededAnyMore() {
    Variable v = new Variable("v", ROW);
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Value old = b.read(v);
    Value next = p.mul(old, 2);
    Value later = p.add(next, old);
    Graph graph = b.build(List.of(later, old), Map.of(v, next));
    try (VariableStore store = backend.createStore(Device.cpu());
        Executable program = backend.compile(graph, store)) {
      store.write(v, row(1, 2, 3, 4));
      TensorData sum = TensorData.zeros(ROW);
      TensorData before = TensorData.zeros(ROW);
      program.run(List.of(), List.of(sum, before));
      assertArrayEquals(new float[] {3, 6, 9, 12}, sum.toFloatArray());
      assertArrayEquals(new float[] {1, 2, 3, 4}, before.toFloatArray());
      assertArrayEquals(new float[] {2, 4, 6, 8}, store.read(v).toFloatArray());
    }
  }

  @Test
  void variablesTurnInACircle() {
    List<Variable> circle = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      circle.add(new Variable("v" + i, ROW));
    }
    GraphBuilder b = new GraphBuilder();
    Map<Variable, Value> updates = new LinkedHashMap<>();
    for (int i = 0; i < 3; i++) {
      updates.put(circle.get(i), b.read(circle.get((i + 1) % 3)));
    }
    try (VariableStore store = backend.createStore(Device.cpu());
        Executable program = backend.compile(b.build(List.of(), updates), store)) {
      for (int i = 0; i < 3; i++) {
        store.write(circle.get(i), row(i, i, i, i));
      }
      program.run(List.of(), List.of());
      for (int i = 0; i < 3; i++) {
        assertEquals((i + 1) % 3, store.read(circle.get(i)).getDouble(0));
      }
    }
  }

  @Test
  void programsOfOneStoreSeeEachOthersUpdates() {
    Variable v = new Variable("v", ROW);
    GraphBuilder adding = new GraphBuilder();
    Value sum = new Primitives(adding).add(adding.read(v), adding.parameter("x", ROW));
    GraphBuilder doubling = new GraphBuilder();
    Value twice = new Primitives(doubling).mul(doubling.read(v), 2);
    GraphBuilder reading = new GraphBuilder();
    Value read = reading.read(v);
    try (VariableStore store = backend.createStore(Device.cpu());
        Executable add = backend.compile(adding.build(List.of(), Map.of(v, sum)), store);
        Executable twofold = backend.compile(doubling.build(List.of(), Map.of(v, twice)), store);
        Executable show = backend.compile(reading.build(List.of(read)), store)) {
      store.write(v, row(1, 1, 1, 1));
      add.run(List.of(row(0, 1, 2, 3)), List.of());
      twofold.run(List.of(), List.of());
      assertArrayEquals(new float[] {2, 4, 6, 8}, run(show));
    }
  }

  @Test
  void whatIsClosedFailsAndDoesNotCrash() {
    Variable v = new Variable("v", ROW);
    GraphBuilder b = new GraphBuilder();
    Graph graph = b.build(List.of(b.read(v)));
    VariableStore store = backend.createStore(Device.cpu());
    Executable program = backend.compile(graph, store);
    Executable other = backend.compile(graph, store);
    assertThrows(IllegalArgumentException.class, () -> run(program));
    store.write(v, row(1, 2, 3, 4));
    run(program);
    program.close();
    program.close();
    assertThrows(IllegalStateException.class, () -> run(program));
    store.close();
    store.close();
    assertThrows(IllegalStateException.class, () -> run(other));
    other.close();
    assertThrows(IllegalStateException.class, () -> store.read(v));
  }

  @Test
  void threadsMayRunTrainAndReadAtOnce() throws Exception {
    Variable v = new Variable("v", TensorType.of(DataType.FLOAT32, 5000));
    GraphBuilder training = new GraphBuilder();
    Primitives p = new Primitives(training);
    Value old = training.read(v);
    Value next = p.add(p.sub(p.mul(old, 3), old), p.sub(p.fullLike(old, 1), old));
    GraphBuilder predicting = new GraphBuilder();
    Primitives q = new Primitives(predicting);
    Value x = predicting.parameter("x", ROW);
    Value now = q.reshape(q.slice(predicting.read(v), 0, 100, 104), 4);
    Value all = q.sub(now, q.slice(predicting.read(v), 0, 4900, 4904));
    Graph prediction = predicting.build(List.of(q.add(x, all)));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (VariableStore store = backend.createStore(Device.cpu());
        Executable train = backend.compile(training.build(List.of(), Map.of(v, next)), store);
        Executable first = backend.compile(prediction, store);
        Executable second = backend.compile(prediction, store)) {
      store.write(v, TensorData.zeros(v.type()));
      List<Future<?>> done = new ArrayList<>();
      done.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 500; i++) {
                  train.run(List.of(), List.of());
                }
              }));
      for (Executable program : List.of(first, second, first)) {
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 500; i++) {
                    // All elements change together, so their differences are 0 at any time.
                    assertArrayEquals(
                        new float[] {i, 2, 3, 4}, run(program, row(i, 2, 3, 4)), "torn read");
                  }
                }));
      }
      for (Future<?> future : done) {
        future.get();
      }
      assertEquals(500, store.read(v).getDouble(4999));
    } finally {
      threads.shutdownNow();
    }
  }

  /** Each holds its place until the other has one. */
  @Test
  void runsThatMeetHavePlacesOfTheirOwn() {
    TensorType type = TensorType.of(DataType.FLOAT32, 100, 100);
    Variable w = new Variable("w", type);
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Value x = b.parameter("x", type);
    Graph graph = b.build(List.of(p.matmul(x, b.read(w), false, false)));
    try (VariableStore store = backend.createStore(Device.cpu())) {
      Dl4jStore own = (Dl4jStore) store;
      Program program = GraphLowering.program(graph, own.lib().target());
      store.write(w, TensorData.full(type, 1));
      Placements places = new Placements(program, own, false, 2);
      List<BytePointer> at = List.of(own.address(w));
      places.prepare(at);
      Placement alone = places.take(false);
      Placement second = places.take(true);
      Placement third = places.take(true);
      assertEquals(
          List.of(false, true, true),
          Stream.of(alone, second, third).map(Placement::oneThread).toList());
      List<Placement> all = List.of(alone, second, third);
      for (int i = 0; i < all.size(); i++) {
        Placement place = all.get(i);
        NativeTensor.copy(TensorData.full(type, i + 1), own.memory(), place.fed().get(0));
      }
      for (Placement place : all) {
        place.enter(store.changes(), entry -> entry.forEach(Runnable::run));
        for (Runnable step : place.steps()) {
          step.run();
        }
      }
      for (int i = 0; i < all.size(); i++) {
        TensorData out = TensorData.zeros(type);
        own.memory().read(all.get(i).results().get(0), out.bytes());
        assertEquals(100 * (i + 1), out.getDouble(5_050));
      }
      places.giveBack(third);
      assertSame(third, places.take(true), "places stay");
      places.giveBack(alone);
      assertSame(alone, places.take(false));
      all.forEach(places::giveBack);
      places.prepare(at);
      assertSame(alone, places.take(false), "variables are where they were");
      places.freeing().run();
    }
  }

  @Test
  void runsTakeTurnsWherePlacesWouldBeTooLarge() throws Exception {
    TensorType type = TensorType.of(DataType.FLOAT32, 100L << 20);
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", type);
    Graph graph = b.build(List.of(new Primitives(b).square(x)));
    try (VariableStore store = backend.createStore(Device.cpu())) {
      Dl4jStore own = (Dl4jStore) store;
      Program program = GraphLowering.program(graph, own.lib().target());
      Placements places = new Placements(program, own, false, 16);
      places.prepare(List.of());
      Placement only = places.take(true);
      FutureTask<Placement> waiting = new FutureTask<>(() -> places.take(true));
      new Thread(waiting).start();
      assertThrows(TimeoutException.class, () -> waiting.get(50, TimeUnit.MILLISECONDS));
      places.giveBack(only);
      assertSame(only, waiting.get(20, TimeUnit.SECONDS));
      places.freeing().run();
    }
  }

  /** {@code c + x w}, the sum of each row's products, over a sequence of rows. */
  private static Graph loop(int length) {
    TensorType square = TensorType.of(DataType.FLOAT32, 4, 4);
    TensorType one = TensorType.of(DataType.FLOAT32, 1, 4);
    GraphBuilder body = new GraphBuilder();
    Primitives p = new Primitives(body);
    Value carry = body.parameter("c", one);
    Value x = body.parameter("x", one);
    Value w = body.parameter("w", square);
    Value turned = p.matmul(w, w, false, true);
    Value next = p.add(carry, p.matmul(x, turned, false, false));
    Control.Scan scan =
        new Control.Scan(
            body.build(List.of(next, p.unary(UnaryKind.NEG, carry))), 1, 1, length, false);
    GraphBuilder b = new GraphBuilder();
    Value start = b.parameter("c", one);
    Value sequence = b.parameter("x", TensorType.of(DataType.FLOAT32, length, 1, 4));
    Value weights = b.parameter("w", square);
    return b.build(b.addAll(scan, List.of(start, sequence, weights)));
  }

  @Test
  void loopsComputeInvariantsOnce() {
    int length = 50;
    try (VariableStore store = backend.createStore(Device.cpu());
        Dl4jExecutable program = compile(loop(length), store)) {
      TensorData identity =
          TensorData.of(new float[] {2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, 4, 4);
      for (float start = 0; start < 3; start++) {
        TensorData sequence = TensorData.full(TensorType.of(DataType.FLOAT32, length, 1, 4), 1);
        TensorData last = TensorData.zeros(TensorType.of(DataType.FLOAT32, 1, 4));
        TensorData steps = TensorData.zeros(TensorType.of(DataType.FLOAT32, length, 1, 4));
        program.run(
            List.of(TensorData.full(last.type(), start), sequence, identity), List.of(last, steps));
        assertArrayEquals(
            new float[] {start + 200, start + 50, start + 50, start + 50}, last.toFloatArray());
        assertEquals(-start - 4 * 49, steps.getDouble(4 * 49));
        assertEquals(-start - 49, steps.getDouble(4 * 49 + 1));
      }
    }
  }

  @Test
  void memoryStaysFlat() throws IOException {
    Path status = Path.of("/proc/self/statm");
    Assumptions.assumeTrue(Files.exists(status), "needs Linux");
    Variable v = new Variable("v", TensorType.of(DataType.FLOAT32, 64, 64));
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Value x = b.parameter("x", v.type());
    Value y = p.matmul(x, b.read(v), false, false);
    Value z = p.unary(UnaryKind.TANH, p.sub(y, p.sum(y, List.of(1), true)));
    Graph graph = b.build(List.of(z), Map.of(v, p.mul(z, 0.5)));
    try (VariableStore store = backend.createStore(Device.cpu());
        Executable program = backend.compile(graph, store)) {
      store.write(v, TensorData.full(v.type(), 0.1));
      TensorData in = TensorData.full(v.type(), 0.5);
      TensorData out = TensorData.zeros(v.type());
      repeat(5_000, program, in, out);
      long before = residentPages(status);
      repeat(20_000, program, in, out);
      for (int i = 0; i < 200; i++) {
        try (Executable other = backend.compile(graph, store)) {
          other.run(List.of(in), List.of(out));
        }
      }
      long grown = residentPages(status) - before;
      // 4 KiB each; one leaked array a run would be 80,000 of them. The Java heap may grow a bit.
      assertTrue(grown < 10_000, "grew by " + grown + " pages");
    }
  }

  private static void repeat(int times, Executable program, TensorData in, TensorData out) {
    for (int i = 0; i < times; i++) {
      program.run(List.of(in), List.of(out));
    }
  }

  private static long residentPages(Path status) throws IOException {
    System.gc();
    return Long.parseLong(Files.readString(status).split(" ")[1]);
  }

  @Test
  void wrongIndicesReadNothingOutside() {
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Value table = b.parameter("t", ROW);
    Value indices = b.parameter("i", TensorType.of(DataType.INT64, 4));
    Graph graph = b.build(List.of(p.gather(table, indices, 0)));
    try (VariableStore store = backend.createStore(Device.cpu());
        Executable program = backend.compile(graph, store)) {
      TensorData wild = TensorData.of(new long[] {Long.MIN_VALUE, -1, Long.MAX_VALUE, 1L << 40}, 4);
      assertArrayEquals(new float[] {1, 1, 4, 4}, run(program, row(1, 2, 3, 4), wild));
    }
  }

  @Test
  void divisionByZeroDoesNotKillTheProcess() {
    GraphBuilder b = new GraphBuilder();
    TensorType type = TensorType.of(DataType.INT32, 3);
    Value x = b.parameter("x", type);
    Value y = b.parameter("y", type);
    Graph graph = b.build(List.of(new Primitives(b).div(x, y)));
    try (VariableStore store = backend.createStore(Device.cpu());
        Executable program = backend.compile(graph, store)) {
      TensorData out = TensorData.zeros(type);
      program.run(
          List.of(
              TensorData.of(new int[] {7, -7, Integer.MIN_VALUE}, 3),
              TensorData.of(new int[] {0, 2, -1}, 3)),
          List.of(out));
      assertEquals(-3, out.getLong(1));
      assertEquals(Integer.MIN_VALUE, out.getLong(2));
    }
  }

  @Test
  void whatHasNoLoweringIsListed() {
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", new TensorType(DataType.UINT16, new Shape(3)));
    Graph graph = b.build(List.of(x));
    try (VariableStore store = backend.createStore(Device.cpu())) {
      BackendException e =
          assertThrows(BackendException.class, () -> backend.compile(graph, store));
      assertTrue(e.getMessage().toLowerCase(Locale.ROOT).contains("uint16"), e.getMessage());
    }
  }
}
