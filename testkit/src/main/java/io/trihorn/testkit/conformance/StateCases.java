package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Executable;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Indexing.Gather;
import io.trihorn.graph.Indexing.ScatterAdd;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;

/** Programs with variables. */
final class StateCases {
  static final TensorType ROW = TensorType.of(DataType.FLOAT32, 3);

  private StateCases() {}

  static List<StateCase> all() {
    List<StateCase> all = new ArrayList<>(stories());
    all.addAll(LifeCases.all());
    all.addAll(DeviceCases.all());
    return all;
  }

  private static List<StateCase> stories() {
    return List.of(
        new StateCase("write and read", StateCases::writeAndRead),
        new StateCase("counter", StateCases::counter),
        new StateCase("outputs see the values from before", StateCases::before),
        new StateCase("variables exchanged", StateCases::exchange),
        new StateCase("update without reading", StateCases::overwrite),
        new StateCase("update without outputs", StateCases::onlyUpdates),
        new StateCase("update with a parameter, a constant, another variable", StateCases::direct),
        new StateCase("one value for two variables", StateCases::oneValueTwice),
        new StateCase("several programs on one store", StateCases::severalPrograms),
        new StateCase("written between runs", StateCases::writtenBetween),
        new StateCase("many small variables", StateCases::many),
        new StateCase("scalars and integers", StateCases::scalars),
        new StateCase("fetches not wanted still update", StateCases::nullFetch),
        new StateCase("sums that are kept", StateCases::sums),
        new StateCase("slots beside what reads them", StateCases::slots),
        new StateCase(
            "rows added to a table that is looked up", s -> rows(s, DataType.FLOAT32, false)),
        new StateCase(
            "rows added to a table that is read as well", s -> rows(s, DataType.FLOAT32, true)),
        new StateCase("rows added to a table of doubles", s -> rows(s, DataType.FLOAT64, false)),
        new StateCase("rows added to a table that another program reads", StateCases::rowsSeen));
  }

  static TensorData row(float... values) {
    return TensorData.of(values, values.length);
  }

  static Variable variable(String name) {
    return new Variable(name, ROW);
  }

  /** {@code v += x}, giving the new value. */
  static Graph accumulate(Variable v) {
    GraphBuilder b = new GraphBuilder();
    Value next = new Primitives(b).add(b.read(v), b.parameter("x", v.type()));
    return b.build(List.of(next), Map.of(v, next));
  }

  private static void writeAndRead(StateSession s) {
    Variable v = variable("v");
    Assertions.assertFalse(s.store().contains(v));
    TensorData data = row(1, 2, 3);
    s.store().write(v, data);
    data.floats().put(0, 99);
    Assertions.assertTrue(s.store().contains(v));
    s.see(v);
    TensorData copy = s.store().read(v);
    copy.floats().put(0, -5);
    s.see(v);
    s.store().write(v, row(4, 5, 6));
    s.see(v);
  }

  private static void counter(StateSession s) {
    Variable v = variable("v");
    s.store().write(v, row(0, 10, 20));
    Graph graph = accumulate(v);
    for (int i = 0; i < 5; i++) {
      s.run(graph, row(1, i, -1));
      s.see(v);
    }
  }

  private static void before(StateSession s) {
    Variable v = variable("v");
    s.store().write(v, row(1, 2, 3));
    GraphBuilder b = new GraphBuilder();
    Value old = b.read(v);
    Value next = new Primitives(b).mul(old, 2);
    Value late = new Primitives(b).add(b.read(v), next);
    Graph graph = b.build(List.of(old, next, late), Map.of(v, next));
    for (int i = 0; i < 3; i++) {
      s.run(graph);
    }
    s.see(v);
  }

  /** A table that is looked up and gets rows, one of them twice; and read as a whole or not. */
  private static void rows(StateSession s, DataType dtype, boolean readsAll) {
    Variable table = new Variable("table", TensorType.of(dtype, 4, 3));
    s.store().fill(table, StateCases::count);
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Value old = b.read(table);
    Value chosen = b.parameter("chosen", TensorType.of(DataType.INT32, 3));
    Value found = b.add(new Gather(0), old, chosen);
    Value next = b.add(new ScatterAdd(), old, chosen, p.mul(found, -0.5));
    List<Value> outputs = new ArrayList<>(List.of(found));
    if (readsAll) {
      outputs.add(p.sub(next, p.mul(old, 2)));
      outputs.add(old);
    }
    Graph graph = b.build(outputs, Map.of(table, next));
    // Some are outside.
    for (int last : new int[] {0, 1, 2, 9, -4}) {
      s.run(graph, TensorData.of(new int[] {1, last, 1}, 3));
      s.see(table);
    }
  }

  private static void count(TensorData place) {
    for (int i = 0; i < place.size(); i++) {
      place.setDouble(i, i + 1);
    }
  }

  /** What one program adds, others see: where they look rows up, read all, or assign all. */
  private static void rowsSeen(StateSession s) {
    Variable table = new Variable("table", TensorType.of(DataType.FLOAT32, 5, 2));
    s.store().fill(table, StateCases::count);
    GraphBuilder b = new GraphBuilder();
    Value chosen = b.parameter("chosen", TensorType.of(DataType.INT64, 2));
    Value rows = b.parameter("rows", TensorType.of(DataType.FLOAT32, 2, 2));
    Graph adding =
        b.build(List.of(), Map.of(table, b.add(new ScatterAdd(), b.read(table), chosen, rows)));
    GraphBuilder c = new GraphBuilder();
    Value places = c.parameter("places", TensorType.of(DataType.INT32, 2, 2));
    Graph looking = c.build(List.of(c.add(new Gather(0), c.read(table), places)));
    GraphBuilder d = new GraphBuilder();
    Graph halving =
        d.build(List.of(d.read(table)), Map.of(table, new Primitives(d).mul(d.read(table), 0.5)));
    for (int i = 0; i < 3; i++) {
      s.run(
          adding,
          TensorData.of(new long[] {i, 4}, 2),
          TensorData.of(new float[] {1, 2, 3, i}, 2, 2));
      s.run(looking, TensorData.of(new int[] {i, 0, 4, 7}, 2, 2));
      s.run(halving);
      s.see(table);
    }
  }

  private static void exchange(StateSession s) {
    Variable a = variable("a");
    Variable b = variable("b");
    Variable c = variable("c");
    s.store().write(a, row(1, 1, 1));
    s.store().write(b, row(2, 2, 2));
    s.store().write(c, row(3, 3, 3));
    GraphBuilder g = new GraphBuilder();
    Map<Variable, Value> updates = new LinkedHashMap<>();
    updates.put(a, g.read(b));
    updates.put(b, g.read(c));
    updates.put(c, g.read(a));
    Graph graph = g.build(List.of(g.read(a)), updates);
    for (int i = 0; i < 4; i++) {
      s.run(graph);
      s.see(a);
      s.see(b);
      s.see(c);
    }
  }

  private static void overwrite(StateSession s) {
    Variable v = variable("v");
    s.store().write(v, row(1, 2, 3));
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", ROW);
    Graph graph = b.build(List.of(), Map.of(v, new Primitives(b).mul(x, 3)));
    s.run(graph, row(1, 2, 3));
    s.see(v);
    s.run(graph, row(4, 5, 6));
    s.see(v);
  }

  private static void onlyUpdates(StateSession s) {
    Variable v = variable("v");
    s.store().write(v, row(1, 2, 3));
    GraphBuilder b = new GraphBuilder();
    Graph graph = b.build(List.of(), Map.of(v, new Primitives(b).add(b.read(v), 1)));
    for (int i = 0; i < 3; i++) {
      s.run(graph);
    }
    s.see(v);
  }

  private static void direct(StateSession s) {
    Variable a = variable("a");
    Variable b = variable("b");
    Variable c = variable("c");
    Variable d = variable("d");
    for (Variable v : List.of(a, b, c, d)) {
      s.store().write(v, row(0, 0, 0));
    }
    GraphBuilder g = new GraphBuilder();
    Map<Variable, Value> updates = new LinkedHashMap<>();
    Value x = g.parameter("x", ROW);
    updates.put(a, x);
    updates.put(b, g.constant(row(7, 8, 9)));
    updates.put(c, g.read(a));
    updates.put(d, g.read(d));
    Graph graph = g.build(List.of(x), updates);
    s.run(graph, row(1, 2, 3));
    s.run(graph, row(4, 5, 6));
    for (Variable v : List.of(a, b, c, d)) {
      s.see(v);
    }
  }

  private static void oneValueTwice(StateSession s) {
    Variable a = variable("a");
    Variable b = variable("b");
    s.store().write(a, row(1, 2, 3));
    s.store().write(b, row(4, 5, 6));
    GraphBuilder g = new GraphBuilder();
    Value sum = new Primitives(g).add(g.read(a), g.read(b));
    Graph graph = g.build(List.of(sum), Map.of(a, sum, b, sum));
    s.run(graph);
    s.run(accumulate(a), row(1, 1, 1));
    s.see(a);
    s.see(b);
    s.run(graph);
    s.see(b);
  }

  private static void severalPrograms(StateSession s) {
    Variable v = variable("v");
    Variable w = variable("w");
    s.store().write(v, row(1, 2, 3));
    s.store().write(w, row(-1, 0, 1));
    Graph train = accumulate(v);
    GraphBuilder b = new GraphBuilder();
    Graph predict = b.build(List.of(new Primitives(b).mul(b.read(v), b.read(w))));
    Graph other = accumulate(w);
    for (int i = 0; i < 3; i++) {
      s.run(train, row(1, 1, 1));
      s.run(predict);
      s.run(other, row(0.5f, 0, 0));
      s.run(predict);
    }
  }

  private static void writtenBetween(StateSession s) {
    Variable v = variable("v");
    s.store().write(v, row(1, 2, 3));
    Graph graph = accumulate(v);
    s.run(graph, row(1, 1, 1));
    s.store().write(v, row(100, 200, 300));
    s.run(graph, row(1, 1, 1));
    s.see(v);
  }

  private static void many(StateSession s) {
    GraphBuilder g = new GraphBuilder();
    Primitives ops = new Primitives(g);
    Map<Variable, Value> updates = new LinkedHashMap<>();
    Value sum = g.scalar(DataType.FLOAT32, 0);
    for (int i = 0; i < 60; i++) {
      Variable v = new Variable("v" + i, TensorType.of(DataType.FLOAT32, 1 + i % 4, 2));
      s.store().write(v, TensorData.full(v.type(), i));
      Value x = g.read(v);
      sum = ops.add(sum, ops.sum(x, List.of(0, 1), false));
      updates.put(v, ops.mul(x, 0.5));
    }
    Graph graph = g.build(List.of(sum), updates);
    for (int i = 0; i < 4; i++) {
      s.run(graph);
    }
    updates.keySet().forEach(s::see);
  }

  private static void scalars(StateSession s) {
    GraphBuilder g = new GraphBuilder();
    Primitives ops = new Primitives(g);
    Map<Variable, Value> updates = new LinkedHashMap<>();
    List<Value> outputs = new ArrayList<>();
    for (DataType dtype : List.of(DataType.FLOAT32, DataType.INT32, DataType.INT64)) {
      Variable v = new Variable(dtype.toString(), TensorType.of(dtype));
      s.store().write(v, TensorData.scalar(dtype, 3));
      Value next = ops.add(ops.mul(g.read(v), 3), 1);
      updates.put(v, next);
      outputs.add(next);
    }
    Graph graph = g.build(outputs, updates);
    for (int i = 0; i < 12; i++) {
      s.run(graph);
    }
    updates.keySet().forEach(s::see);
  }

  private static void nullFetch(StateSession s) {
    Variable v = variable("v");
    s.store().write(v, row(1, 2, 3));
    Executable program = s.program(accumulate(v));
    program.run(List.of(row(1, 1, 1)), Arrays.asList((TensorData) null));
    s.see(v);
  }

  /** New values made of the old one alone, some by one op of the engine's. */
  private static void sums(StateSession s) {
    Variable product = new Variable("product", TensorType.of(DataType.FLOAT32, 4, 4));
    Variable mean = new Variable("mean", TensorType.of(DataType.FLOAT32, 4));
    Variable most = new Variable("most", TensorType.of(DataType.FLOAT32, 4, 1));
    s.store().fill(product, place -> place.fill(1));
    s.store().fill(mean, place -> place.fill(0));
    s.store().fill(most, place -> place.fill(0));
    GraphBuilder g = new GraphBuilder();
    Primitives ops = new Primitives(g);
    Value x = g.parameter("x", TensorType.of(DataType.FLOAT32, 3, 4));
    Map<Variable, Value> updates = new LinkedHashMap<>();
    updates.put(product, ops.add(g.read(product), ops.matmul(x, x, true, false)));
    Value old = g.read(mean);
    Value change = ops.sub(ops.sum(x, List.of(0), false), old);
    updates.put(mean, ops.add(old, ops.mul(change, 0.1)));
    Value column = ops.transpose(ops.reduce(ReduceKind.MAX, x, List.of(0), true), List.of(1, 0));
    updates.put(most, ops.binary(BinaryKind.MAX, g.read(most), column));
    Graph graph = g.build(List.of(updates.get(mean)), updates);
    for (int i = 0; i < 4; i++) {
      s.run(graph, TensorData.of(new float[] {1, i, 3, 4, 5, 6, i, 8, 9, 1, 2, -i}, 3, 4));
      updates.keySet().forEach(s::see);
    }
  }

  /** Momentum and weights, where the old values are needed late, or given out. */
  private static void slots(StateSession s) {
    Variable w = new Variable("w", TensorType.of(DataType.FLOAT32, 4, 4));
    Variable m = new Variable("m", w.type());
    Variable n = new Variable("n", w.type());
    for (Variable v : List.of(w, m, n)) {
      s.store().fill(v, place -> place.fill(0.5));
    }
    GraphBuilder g = new GraphBuilder();
    Primitives ops = new Primitives(g);
    Value x = g.parameter("x", TensorType.of(DataType.FLOAT32, 2, 4));
    Value y = ops.matmul(x, g.read(w), false, false);
    Value gradient = ops.matmul(x, y, true, false);
    Value momentum = ops.add(ops.mul(g.read(m), 0.9), gradient);
    Value next = ops.sub(g.read(w), ops.mul(momentum, 0.01));
    Value back = ops.matmul(y, g.read(w), false, true);
    Value slower = ops.add(g.read(n), ops.mul(ops.sub(gradient, g.read(n)), 0.25));
    Graph graph =
        g.build(
            List.of(back, g.read(n), ops.reshape(g.read(n), 16)),
            Map.of(w, next, m, momentum, n, slower));
    for (int i = 0; i < 4; i++) {
      s.run(graph, TensorData.of(new float[] {1, 2, 0, 1, i, 0, 1, -1}, 2, 4));
      List.of(w, m, n).forEach(s::see);
    }
  }
}
