package io.trihorn.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Buffers that change places, several programs on them, and many threads. */
class OnnxStateTest {
  private static final TensorType TWO = TensorType.of(DataType.FLOAT32, 2);

  private final OnnxBackend backend = new OnnxBackend(OnnxSettings.defaults().withThreads(2));
  private final VariableStore store = backend.createStore(Device.cpu());
  private final List<Executable> programs = new ArrayList<>();

  private Variable variable(String name, float... values) {
    Variable v = new Variable(name, TensorType.of(DataType.FLOAT32, values.length));
    store.write(v, TensorData.of(values, values.length));
    return v;
  }

  private Executable compile(Graph graph) {
    Executable program = backend.compile(graph, store);
    programs.add(program);
    return program;
  }

  @AfterEach
  void free() {
    programs.forEach(Executable::close);
    store.close();
  }

  @Test
  void aReadSeesTheValueFromBeforeTheRunWhicheverBufferHoldsIt() {
    Variable v = variable("v", 1, 2);
    Variable w = variable("w", 10, 20);
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Map<Variable, Value> updates = new LinkedHashMap<>();
    // v and w change places, v doubled: each new value needs the other's old one.
    updates.put(v, b.read(w));
    updates.put(w, p.mul(b.read(v), 2));
    Executable swap = compile(b.build(List.of(b.read(v)), updates));
    TensorData before = TensorData.zeros(TWO);
    TensorData kept = store.read(v);
    float[][] seen = new float[3][];
    for (int i = 0; i < 3; i++) {
      swap.run(List.of(), List.of(before));
      seen[i] = before.toFloatArray();
    }
    assertArrayEquals(new float[] {1, 2}, seen[0]);
    assertArrayEquals(new float[] {10, 20}, seen[1]);
    assertArrayEquals(new float[] {2, 4}, seen[2]);
    assertArrayEquals(new float[] {20, 40}, store.read(v).toFloatArray());
    assertArrayEquals(new float[] {4, 8}, store.read(w).toFloatArray());
    assertArrayEquals(new float[] {1, 2}, kept.toFloatArray(), "what was read is a copy");
  }

  @Test
  void programsThatShareAVariableSeeEachOthersUpdatesAndWrites() {
    Variable v = variable("v", 1, 2);
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Executable add = compile(b.build(List.of(), Map.of(v, p.add(b.read(v), 1))));
    Executable twice = compile(b.build(List.of(), Map.of(v, p.mul(b.read(v), 2))));
    Executable look = compile(b.build(List.of(p.neg(b.read(v)))));
    add.run(List.of(), List.of());
    twice.run(List.of(), List.of());
    add.run(List.of(), List.of());
    TensorData out = TensorData.zeros(TWO);
    look.run(List.of(), List.of(out));
    assertArrayEquals(new float[] {-5, -7}, out.toFloatArray());
    store.write(v, TensorData.of(new float[] {7, 8}, 2));
    twice.run(List.of(), List.of());
    look.run(List.of(), List.of(out));
    assertArrayEquals(new float[] {-14, -16}, out.toFloatArray());
  }

  @Test
  void anAssignedVariableNeedsNoValueBefore() {
    Variable v = new Variable("fresh", TWO);
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", TWO);
    Executable set = compile(b.build(List.of(), Map.of(v, x)));
    assertFalse(store.contains(v));
    set.run(List.of(TensorData.of(new float[] {3, 4}, 2)), List.of());
    assertArrayEquals(new float[] {3, 4}, store.read(v).toFloatArray());
  }

  @Test
  void predictionsBesideTrainingNeverSeeHalfAStep() throws Exception {
    int size = 20_000;
    Variable v = variable("v", new float[size]);
    Variable w = variable("w", new float[size]);
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Executable train =
        compile(b.build(List.of(), Map.of(v, p.add(b.read(v), 1), w, p.add(b.read(w), 1))));
    Executable predict = compile(b.build(List.of(p.sub(b.read(v), b.read(w)))));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    AtomicBoolean done = new AtomicBoolean();
    List<Future<Float>> worst = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      worst.add(
          threads.submit(
              () -> {
                TensorData out = TensorData.zeros(v.type());
                float most = 0;
                while (!done.get()) {
                  predict.run(List.of(), List.of(out));
                  for (float difference : out.toFloatArray()) {
                    most = Math.max(most, Math.abs(difference));
                  }
                }
                return most;
              }));
    }
    for (int step = 0; step < 200; step++) {
      train.run(List.of(), List.of());
    }
    done.set(true);
    for (Future<Float> most : worst) {
      assertEquals(0f, most.get());
    }
    threads.shutdown();
    assertEquals(200f, store.read(v).toFloatArray()[size - 1]);
  }

  @Test
  void trainingFromManyThreadsLosesNoStep() throws Exception {
    Variable v = variable("v", 0, 0);
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Executable train = compile(b.build(List.of(), Map.of(v, p.add(b.read(v), 1))));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> jobs = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      jobs.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 100; i++) {
                  train.run(List.of(), List.of());
                }
              }));
    }
    for (Future<?> job : jobs) {
      job.get();
    }
    threads.shutdown();
    assertArrayEquals(new float[] {400, 400}, store.read(v).toFloatArray());
  }

  @Test
  void afterCloseEverythingRefuses() {
    Variable v = variable("v", 1, 2);
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    Graph graph = b.build(List.of(p.neg(b.read(v))));
    Executable first = compile(graph);
    Executable second = compile(graph);
    TensorData out = TensorData.zeros(TWO);
    first.close();
    first.close();
    assertThrows(IllegalStateException.class, () -> first.run(List.of(), List.of(out)));
    second.run(List.of(), List.of(out));
    assertArrayEquals(new float[] {-1, -2}, out.toFloatArray(), "the store outlives a program");
    store.close();
    store.close();
    assertThrows(IllegalStateException.class, () -> second.run(List.of(), List.of(out)));
    assertThrows(IllegalStateException.class, () -> store.read(v));
    assertThrows(IllegalStateException.class, () -> store.contains(v));
    assertThrows(IllegalStateException.class, () -> store.write(v, out));
  }
}
