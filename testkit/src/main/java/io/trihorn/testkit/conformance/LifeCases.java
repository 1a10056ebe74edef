package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Executable;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assertions;

/** What stores and programs must do at the edges of their lives, and with many threads. */
final class LifeCases {
  private LifeCases() {}

  static List<StateCase> all() {
    return List.of(
        new StateCase("removed", LifeCases::removed),
        new StateCase("removed and written again", LifeCases::removedAndWritten),
        new StateCase("removed and assigned again", LifeCases::removedAndAssigned),
        new StateCase("two stores know nothing of each other", LifeCases::nothingThere),
        new StateCase("variables of one name", LifeCases::sameName),
        new StateCase("many threads run one program", LifeCases::threads),
        new StateCase("many threads run one program of much work", LifeCases::threadsAtWork),
        new StateCase("many threads update one variable", LifeCases::threadedUpdates),
        new StateCase("closed", LifeCases::closed),
        new StateCase("a program closed, the store goes on", LifeCases::programClosed));
  }

  private static void nothingThere(StateSession s) {
    Variable v = StateCases.variable("v");
    Assertions.assertThrows(IllegalArgumentException.class, () -> s.store().read(v));
    s.store().write(v, StateCases.row(1, 2, 3));
    s.see(v);
  }

  private static void removed(StateSession s) {
    Variable v = StateCases.variable("v");
    Variable w = StateCases.variable("w");
    Variable never = StateCases.variable("never");
    s.store().write(v, StateCases.row(1, 2, 3));
    s.store().write(w, StateCases.row(4, 5, 6));
    Graph first = StateCases.accumulate(v);
    Graph second = StateCases.accumulate(w);
    s.run(first, StateCases.row(1, 1, 1));
    s.run(second, StateCases.row(1, 1, 1));
    s.store().remove(List.of(v, never));
    Assertions.assertFalse(s.store().contains(v));
    Assertions.assertThrows(IllegalArgumentException.class, () -> s.store().read(v));
    IllegalArgumentException told =
        Assertions.assertThrows(
            IllegalArgumentException.class,
            () ->
                s.program(first).run(List.of(StateCases.row(1, 1, 1)), CaseRunner.fetches(first)));
    Assertions.assertTrue(told.getMessage().contains(v.name()), told.getMessage());
    s.run(second, StateCases.row(1, 1, 1));
    s.see(w);
    s.store().remove(List.of(v, w));
    s.store().remove(List.of());
    Assertions.assertFalse(s.store().contains(w));
  }

  private static void removedAndWritten(StateSession s) {
    Variable v = StateCases.variable("v");
    Variable w = StateCases.variable("w");
    s.store().write(v, StateCases.row(1, 2, 3));
    s.store().write(w, StateCases.row(4, 5, 6));
    Graph graph = StateCases.accumulate(v);
    Graph other = StateCases.accumulate(w);
    for (int i = 0; i < 3; i++) {
      s.run(graph, StateCases.row(1, 1, 1));
      s.run(other, StateCases.row(1, 1, 1));
      s.store().remove(List.of(v));
      s.store().write(v, StateCases.row(10 * i, 20, 30));
      // Has memory of its own, where the old value was.
      s.store().write(StateCases.variable("other" + i), StateCases.row(-1, -1, -1));
      s.run(other, StateCases.row(1, 1, 1));
      s.run(graph, StateCases.row(1, 1, 1));
      s.see(v);
      s.see(w);
    }
  }

  private static void removedAndAssigned(StateSession s) {
    Variable v = StateCases.variable("v");
    s.store().write(v, StateCases.row(1, 2, 3));
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", StateCases.ROW);
    Graph graph = b.build(List.of(), Map.of(v, new Primitives(b).mul(x, 3)));
    s.run(graph, StateCases.row(1, 2, 3));
    s.see(v);
    s.store().remove(List.of(v));
    Assertions.assertFalse(s.store().contains(v));
    s.run(graph, StateCases.row(4, 5, 6));
    Assertions.assertTrue(s.store().contains(v));
    s.see(v);
    s.run(StateCases.accumulate(v), StateCases.row(1, 1, 1));
    s.see(v);
  }

  private static void sameName(StateSession s) {
    Variable a = StateCases.variable("same");
    Variable b = StateCases.variable("same");
    s.store().write(a, StateCases.row(1, 2, 3));
    s.store().write(b, StateCases.row(10, 20, 30));
    GraphBuilder g = new GraphBuilder();
    Value difference = new Primitives(g).sub(g.read(b), g.read(a));
    s.run(g.build(List.of(difference), Map.of(a, difference)));
    s.see(a);
    s.see(b);
  }

  private static void parallel(int times, Runnable work) {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> open = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        open.add(pool.submit(work));
      }
      for (Future<?> one : open) {
        one.get(60, TimeUnit.SECONDS);
      }
    } catch (Exception e) {
      throw new AssertionError("a thread failed", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static void threads(StateSession s) {
    Variable v = StateCases.variable("v");
    s.store().write(v, StateCases.row(1, 2, 3));
    GraphBuilder g = new GraphBuilder();
    Value x = g.parameter("x", StateCases.ROW);
    Graph graph = g.build(List.of(new Primitives(g).mul(x, g.read(v))));
    Executable program = s.program(graph);
    AtomicInteger next = new AtomicInteger();
    parallel(
        64,
        () -> {
          float factor = next.incrementAndGet();
          List<TensorData> results = CaseRunner.fetches(graph);
          program.run(List.of(StateCases.row(factor, factor, factor)), results);
          Assertions.assertEquals(StateCases.row(factor, 2 * factor, 3 * factor), results.get(0));
        });
    s.run(graph, StateCases.row(1, 1, 1));
  }

  /**
   * A program that has work for several processors, on numbers that are exact in whatever order
   * they are added. Scaled by powers of two, inputs give outputs of the same bits but for those.
   */
  private static void threadsAtWork(StateSession s) {
    Variable first = new Variable("first", TensorType.of(DataType.FLOAT32, 256, 256));
    Variable second = new Variable("second", TensorType.of(DataType.FLOAT32, 256, 64));
    s.store().write(first, whole(first.type(), 3));
    s.store().write(second, whole(second.type(), 3));
    GraphBuilder g = new GraphBuilder();
    Primitives p = new Primitives(g);
    Value x = g.parameter("x", TensorType.of(DataType.FLOAT32, 128, 256));
    Value inner = p.matmul(x, g.read(first), false, false);
    Value positive = p.binary(BinaryKind.MAX, inner, p.fullLike(inner, 0));
    Graph graph = g.build(List.of(p.matmul(positive, g.read(second), false, false)));
    TensorData input = whole(x.type(), 4);
    s.run(graph, input);
    List<TensorData> alone = CaseRunner.fetches(graph);
    Executable program = s.program(graph);
    program.run(List.of(input), alone);
    AtomicInteger next = new AtomicInteger();
    parallel(
        24,
        () -> {
          double factor = 1 << next.getAndIncrement() % 4;
          List<TensorData> results = CaseRunner.fetches(graph);
          program.run(List.of(scaled(input, factor)), results);
          Assertions.assertEquals(scaled(alone.get(0), factor), results.get(0));
        });
  }

  /** Whole numbers from -1 on, so many different ones. */
  private static TensorData whole(TensorType type, int count) {
    TensorData data = TensorData.zeros(type);
    for (int i = 0; i < type.size(); i++) {
      data.setDouble(i, i * 7919L % 104729 % count - 1);
    }
    return data;
  }

  private static TensorData scaled(TensorData data, double factor) {
    TensorData all = TensorData.zeros(data.type());
    for (int i = 0; i < data.size(); i++) {
      all.setDouble(i, factor * data.getDouble(i));
    }
    return all;
  }

  private static void threadedUpdates(StateSession s) {
    Variable v = StateCases.variable("v");
    s.store().write(v, StateCases.row(0, 0, 0));
    Graph graph = StateCases.accumulate(v);
    Executable program = s.program(graph);
    parallel(100, () -> program.run(List.of(StateCases.row(1, 2, 3)), CaseRunner.fetches(graph)));
    Assertions.assertEquals(StateCases.row(100, 200, 300), s.store().read(v));
    s.see(v);
  }

  private static void closed(StateSession s) {
    Variable v = StateCases.variable("v");
    s.store().write(v, StateCases.row(1, 2, 3));
    Graph graph = StateCases.accumulate(v);
    Executable program = s.program(graph);
    s.run(graph, StateCases.row(1, 1, 1));
    program.close();
    program.close();
    Assertions.assertThrows(
        IllegalStateException.class,
        () -> program.run(List.of(StateCases.row(1, 1, 1)), CaseRunner.fetches(graph)));
    s.see(v);
    s.store().close();
    s.store().close();
    Assertions.assertThrows(IllegalStateException.class, () -> s.store().read(v));
  }

  private static void programClosed(StateSession s) {
    Variable v = StateCases.variable("v");
    s.store().write(v, StateCases.row(1, 2, 3));
    Graph first = StateCases.accumulate(v);
    s.run(first, StateCases.row(1, 1, 1));
    s.program(first).close();
    s.run(StateCases.accumulate(v), StateCases.row(1, 1, 1));
    s.see(v);
  }
}
