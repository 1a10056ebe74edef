package io.trihorn.testkit.conformance;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.EngineTensor;
import io.trihorn.backend.Executable;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Indexing.ScatterAdd;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;

/** Values that stay on a device, and what programs and stores refuse. */
final class DeviceCases {
  private static final TensorType ROW = TensorType.of(DataType.FLOAT32, 3);

  private DeviceCases() {}

  static List<StateCase> all() {
    return List.of(
        new StateCase("uploaded and read back", DeviceCases::uploaded),
        new StateCase("outputs feed another program", DeviceCases::chained),
        new StateCase("outputs on the device do not change", DeviceCases::lasting),
        new StateCase("parameters and variables as outputs on the device", DeviceCases::direct),
        new StateCase("device values of every element type", DeviceCases::elementTypes),
        new StateCase("device values without elements", DeviceCases::empty),
        new StateCase("variables written from the device", DeviceCases::written),
        new StateCase("variables filled", DeviceCases::filled),
        new StateCase("values shared, then assigned", s -> shared(s, 3)),
        new StateCase("large values shared, then assigned", s -> shared(s, 70_000)),
        new StateCase("a table shared, then rows added", DeviceCases::sharedTable),
        new StateCase("values shared, then set, removed, closed", DeviceCases::sharedLives),
        new StateCase("device values closed", DeviceCases::closed),
        new StateCase("bad feeds and fetches", DeviceCases::refused),
        new StateCase("values of others", DeviceCases::foreign));
  }

  private static TensorData row(float... values) {
    return TensorData.of(values, values.length);
  }

  private static BitSet all(Graph graph) {
    BitSet wanted = new BitSet();
    wanted.set(0, graph.outputs().size());
    return wanted;
  }

  /** {@code x * 2} and {@code x + 1}. */
  private static Graph two() {
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", ROW);
    Primitives ops = new Primitives(b);
    return b.build(List.of(ops.mul(x, 2), ops.add(x, 1)));
  }

  private static void uploaded(StateSession s) {
    TensorData data = row(1, 2, 3);
    try (DeviceTensor tensor = s.upload(data)) {
      data.floats().put(0, 99);
      Assertions.assertEquals(ROW, tensor.type());
      Assertions.assertEquals(s.store().device(), tensor.device());
      TensorData copy = tensor.toHost();
      s.see(copy.copy());
      copy.floats().put(0, 99);
      s.see(tensor.toHost());
    }
  }

  private static void chained(StateSession s) {
    Graph graph = two();
    Executable program = s.program(graph);
    TensorValue value = row(1, 2, 3);
    for (int i = 0; i < 5; i++) {
      List<DeviceTensor> made = program.call(List.of(value), all(graph));
      s.see(made.get(0).toHost());
      s.run(graph, made.get(1));
      value = made.get(i % 2);
      made.get(1 - i % 2).close();
    }
    s.run(graph, value);
  }

  private static void lasting(StateSession s) {
    Graph graph = two();
    Executable program = s.program(graph);
    List<DeviceTensor> first = program.call(List.of(row(1, 2, 3)), all(graph));
    List<DeviceTensor> second = program.call(List.of(row(4, 5, 6)), all(graph));
    BitSet last = new BitSet();
    last.set(1);
    List<DeviceTensor> part = program.call(List.of(row(7, 8, 9)), last);
    Assertions.assertNull(part.get(0));
    List<DeviceTensor> none = program.call(List.of(row(7, 8, 9)), new BitSet());
    Assertions.assertEquals(Arrays.asList(null, null), none);
    program.close();
    first.forEach(tensor -> s.see(tensor.toHost()));
    second.forEach(tensor -> s.see(tensor.toHost()));
    s.see(part.get(1).toHost());
  }

  private static void direct(StateSession s) {
    Variable v = new Variable("v", ROW);
    s.store().write(v, row(1, 2, 3));
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", ROW);
    Value old = b.read(v);
    Value next = new Primitives(b).add(old, x);
    Graph graph = b.build(List.of(x, old, old, next, b.constant(row(5, 6, 7))), Map.of(v, next));
    TensorData fed = row(10, 20, 30);
    List<DeviceTensor> first = s.program(graph).call(List.of(fed), all(graph));
    fed.floats().put(0, 99);
    List<DeviceTensor> second = s.program(graph).call(List.of(first.get(3)), all(graph));
    s.store().write(v, row(-1, -1, -1));
    first.forEach(tensor -> s.see(tensor.toHost()));
    second.forEach(tensor -> s.see(tensor.toHost()));
    s.store().remove(List.of(v));
    s.see(second.get(1).toHost());
  }

  private static void elementTypes(StateSession s) {
    for (DataType dtype : Dtypes.ALL) {
      if (s.supports(dtype)) {
        elementType(s, dtype);
      }
    }
  }

  private static void elementType(StateSession s, DataType dtype) {
    TensorType type = TensorType.of(dtype, 2, 2);
    TensorData data = TensorData.zeros(type);
    data.setDouble(1, 1);
    TensorData transposed = TensorData.zeros(type);
    transposed.setDouble(2, 1);
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", type);
    Graph graph = b.build(List.of(new Primitives(b).transpose(x, List.of(1, 0))));
    Variable v = new Variable("v", type);
    try (DeviceTensor tensor = s.upload(data)) {
      DeviceTensor made = s.program(graph).call(List.of(tensor), all(graph)).get(0);
      Assertions.assertEquals(transposed, made.toHost());
      s.store().write(v, made);
      Assertions.assertEquals(transposed, s.store().read(v));
    }
    s.store().fill(v, place -> place.fill(1));
    Assertions.assertEquals(TensorData.full(type, 1), s.store().read(v));
  }

  private static void empty(StateSession s) {
    TensorType type = TensorType.of(DataType.FLOAT32, 0, 3);
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", type);
    Value y = b.parameter("y", ROW);
    Primitives ops = new Primitives(b);
    Graph graph = b.build(List.of(ops.mul(x, 2), ops.neg(y)));
    try (DeviceTensor tensor = s.upload(TensorData.zeros(type))) {
      s.see(tensor.toHost());
      List<DeviceTensor> made = s.program(graph).call(List.of(tensor, row(1, 2, 3)), all(graph));
      s.run(graph, made.get(0), made.get(1));
      s.see(made.get(0).toHost());
      Variable v = new Variable("v", type);
      s.store().write(v, made.get(0));
      s.see(v);
    }
  }

  private static void written(StateSession s) {
    Variable v = new Variable("v", ROW);
    try (DeviceTensor tensor = s.upload(row(1, 2, 3))) {
      s.store().write(v, tensor);
      GraphBuilder b = new GraphBuilder();
      Value next = new Primitives(b).mul(b.read(v), 2);
      s.run(b.build(List.of(next), Map.of(v, next)));
      s.see(v);
      s.see(tensor.toHost());
      s.store().write(v, tensor);
    }
    s.see(v);
    TensorData place = row(0, 0, 0);
    s.store().read(v, place);
    s.see(place);
  }

  private static void filled(StateSession s) {
    Variable v = new Variable("v", TensorType.of(DataType.FLOAT32, 100, 30));
    Variable n = new Variable("n", TensorType.of(DataType.INT64));
    s.store().fill(v, place -> place.fill(0));
    Assertions.assertTrue(s.store().contains(v));
    s.see(v);
    s.store().fill(v, place -> place.fill(-1.5));
    s.store().fill(n, place -> place.fill(7));
    s.see(v);
    s.see(n);
  }

  /** What is shared stays, whether it is closed before the next assignment or not. */
  private static void shared(StateSession s, int size) {
    TensorType type = TensorType.of(DataType.FLOAT32, size);
    Variable v = new Variable("v", type);
    s.store().fill(v, place -> place.fill(1));
    GraphBuilder b = new GraphBuilder();
    Value next = new Primitives(b).mul(b.read(v), 2);
    Graph doubling = b.build(List.of(), Map.of(v, next));
    GraphBuilder c = new GraphBuilder();
    Value x = c.parameter("x", type);
    Graph adding = c.build(List.of(new Primitives(c).add(x, 1)));
    DeviceTensor first = s.store().share(v);
    s.run(adding, first);
    s.run(doubling);
    DeviceTensor second = s.store().share(v);
    DeviceTensor again = s.store().share(v);
    s.run(adding, first);
    s.run(adding, again);
    again.close();
    s.run(adding, second);
    second.close();
    s.run(doubling);
    DeviceTensor third = s.store().share(v);
    s.run(doubling);
    s.run(doubling);
    s.see(v);
    for (DeviceTensor value : List.of(first, third)) {
      s.see(value.toHost());
      s.run(adding, value);
      value.close();
    }
    s.run(doubling);
    s.see(v);
  }

  private static void sharedTable(StateSession s) {
    Variable table = new Variable("table", TensorType.of(DataType.FLOAT32, 40_000, 2));
    s.store().fill(table, place -> place.fill(1));
    GraphBuilder b = new GraphBuilder();
    Value chosen = b.parameter("chosen", TensorType.of(DataType.INT32, 2));
    Value rows = b.parameter("rows", TensorType.of(DataType.FLOAT32, 2, 2));
    Graph adding =
        b.build(List.of(), Map.of(table, b.add(new ScatterAdd(), b.read(table), chosen, rows)));
    for (int i = 0; i < 3; i++) {
      try (DeviceTensor before = s.store().share(table)) {
        s.run(
            adding,
            TensorData.of(new int[] {i, 7}, 2),
            TensorData.of(new float[] {1, 2, 3, i}, 2, 2));
        s.see(before.toHost());
      }
      s.see(table);
    }
  }

  private static void sharedLives(StateSession s) {
    Variable v = new Variable("v", ROW);
    Variable none = new Variable("none", TensorType.of(DataType.FLOAT32, 0, 3));
    Assertions.assertThrows(IllegalArgumentException.class, () -> s.store().share(v));
    s.store().write(v, row(1, 2, 3));
    s.store().write(none, TensorData.zeros(none.type()));
    DeviceTensor first = s.store().share(v);
    DeviceTensor empty = s.store().share(none);
    s.store().write(v, first);
    s.store().write(v, row(4, 5, 6));
    DeviceTensor second = s.store().share(v);
    s.store().fill(v, place -> place.fill(7));
    DeviceTensor third = s.store().share(v);
    s.store().remove(List.of(v));
    s.store().write(v, row(8, 9, 10));
    DeviceTensor last = s.store().share(v);
    s.store().close();
    List.of(first, second, third, last, empty).forEach(value -> s.see(value.toHost()));
    first.close();
    Assertions.assertThrows(IllegalStateException.class, first::toHost);
    List.of(second, third, last, empty).forEach(DeviceTensor::close);
  }

  private static void closed(StateSession s) {
    Graph graph = two();
    DeviceTensor tensor = s.upload(row(1, 2, 3));
    s.run(graph, tensor);
    tensor.close();
    tensor.close();
    Assertions.assertThrows(IllegalStateException.class, tensor::toHost);
    Assertions.assertThrows(IllegalStateException.class, () -> s.run(graph, tensor));
    Variable v = new Variable("v", ROW);
    Assertions.assertThrows(IllegalStateException.class, () -> s.store().write(v, tensor));
    Assertions.assertFalse(s.store().contains(v));
    s.run(graph, row(1, 2, 3));
  }

  private static void refused(StateSession s) {
    Graph graph = two();
    Executable program = s.program(graph);
    List<TensorData> places = CaseRunner.fetches(graph);
    List<TensorData> fed = List.of(row(1, 2, 3));
    refuses(IllegalArgumentException.class, "but got 0", () -> program.run(List.of(), places));
    refuses(IllegalArgumentException.class, "but got 1", () -> program.run(fed, fed));
    refuses(
        ShapeException.class, "feed 0 should be", () -> program.run(List.of(row(1, 2)), places));
    refuses(
        ShapeException.class,
        "feed 0 should be",
        () -> program.run(List.of(TensorData.of(new int[] {1, 2, 3}, 3)), places));
    refuses(
        ShapeException.class,
        "but is null",
        () -> program.run(Arrays.asList((TensorData) null), places));
    refuses(
        ShapeException.class,
        "fetch 1 should be",
        () -> program.run(fed, List.of(row(1, 2, 3), row(1, 2))));
    BitSet third = new BitSet();
    third.set(2);
    refuses(IllegalArgumentException.class, "output 2", () -> program.call(fed, third));
    Variable v = new Variable("v", ROW);
    refuses(ShapeException.class, "variable 'v'", () -> s.store().write(v, row(1, 2)));
    s.store().write(v, row(1, 2, 3));
    refuses(ShapeException.class, "variable 'v'", () -> s.store().read(v, row(1, 2)));
    s.run(graph, row(1, 2, 3));
    s.store().close();
    refuses(IllegalStateException.class, "store is closed", () -> program.run(fed, places));
    refuses(IllegalStateException.class, "store is closed", () -> s.store().write(v, row(1, 2, 3)));
    refuses(IllegalStateException.class, "store is closed", () -> s.store().contains(v));
    program.close();
    refuses(IllegalStateException.class, "program is closed", () -> program.run(fed, places));
  }

  private static void foreign(StateSession s) {
    Graph graph = two();
    try (DeviceTensor own = s.upload(row(1, 2, 3))) {
      Device nowhere = Device.of("abacus", 7);
      for (DeviceTensor foreign :
          List.of(
              new EngineTensor("abacus", own.device(), ROW, new Nothing()),
              new EngineTensor(own.backend(), nowhere, ROW, new Nothing()))) {
        Variable v = new Variable("v", ROW);
        refuses(IllegalArgumentException.class, "abacus", () -> s.run(graph, foreign));
        refuses(IllegalArgumentException.class, "abacus", () -> s.store().write(v, foreign));
      }
      s.run(graph, own);
    }
  }

  /** Memory that is not there. */
  private record Nothing() implements DeviceMemory {
    @Override
    public void copyTo(TensorData place) {
      throw new AssertionError("nobody may look at another's memory");
    }

    @Override
    public void free() {
      // There is nothing to free.
    }
  }

  private static void refuses(Class<? extends Exception> type, String says, Runnable work) {
    Exception told = Assertions.assertThrowsExactly(type, work::run);
    Assertions.assertTrue(told.getMessage().contains(says), told.getMessage());
  }
}
