package io.trihorn.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import io.trihorn.backend.Executable;
import io.trihorn.backend.onnx.OnnxStore.Cell;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;

/**
 * A compiled graph. The engine computes all outputs of a model, wanted or not; so where leaving out
 * unwanted ones saves real work, a model without them is compiled when first needed.
 */
final class OnnxExecutable implements Executable {
  /** The share of the work that must be saved for another model to be worth its memory. */
  private static final double WORTH = 0.05;

  /** The sessions, by the outputs they give: what is left to free. */
  private record Programs(Map<BitSet, SettledProgram> byOutputs) implements Runnable {
    @Override
    public void run() {
      // One program may serve several sets of outputs.
      byOutputs.values().stream().distinct().forEach(SettledProgram::close);
      byOutputs.clear();
    }
  }

  private final Graph graph;
  private final OnnxStore store;
  private final OnnxSettings settings;
  private final List<TensorType> parameterTypes;
  private final List<TensorType> outputTypes;
  private final SettledProgram whole;
  private final Programs programs = new Programs(new ConcurrentHashMap<>());
  private final Cleaner.Cleanable cleanable;
  private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
  private boolean closed;

  OnnxExecutable(Graph graph, OnnxStore store, OnnxSettings settings) {
    this.graph = graph;
    this.store = store;
    this.settings = settings;
    this.parameterTypes = graph.parameterTypes();
    this.outputTypes = graph.outputTypes();
    BitSet all = new BitSet();
    all.set(0, outputTypes.size());
    this.whole = new SettledProgram(graph, all, store, settings);
    programs.byOutputs().put(all, whole);
    this.cleanable = OnnxEngine.CLEANER.register(this, programs);
  }

  @Override
  public void run(List<TensorData> feeds, List<TensorData> fetches) {
    check("feed", feeds, parameterTypes, false);
    check("fetch", fetches, outputTypes, true);
    life.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("this program is closed");
      }
      Lock lock = store.lock(!graph.updates().isEmpty());
      lock.lock();
      try {
        run(program(fetches).current(), feeds, fetches);
      } finally {
        lock.unlock();
      }
    } finally {
      life.readLock().unlock();
    }
  }

  private static void check(
      String what, List<TensorData> given, List<TensorType> types, boolean mayLack) {
    if (given.size() != types.size()) {
      throw new IllegalArgumentException(
          "expected " + types.size() + " values to " + what + ", but got " + given.size());
    }
    for (int i = 0; i < types.size(); i++) {
      TensorData data = given.get(i);
      if (data == null ? !mayLack : !data.type().equals(types.get(i))) {
        throw new IllegalArgumentException(
            "expected "
                + types.get(i)
                + " as "
                + what
                + " "
                + i
                + ", but got "
                + (data == null ? "null" : data.type()));
      }
    }
  }

  /** Feeds, runs, and makes the new values of variables the current ones. */
  private void run(OnnxProgram program, List<TensorData> feeds, List<TensorData> fetches) {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    Map<String, OnnxTensor> outputs = new HashMap<>();
    List<OnnxTensor> ours = new ArrayList<>();
    List<Cell> assigned = new ArrayList<>();
    try {
      pin(program.names().parameters(), feeds, inputs, ours);
      List<TensorData> wanted =
          program.outputs().stream().mapToObj(fetches::get).collect(Collectors.toList());
      pin(program.names().outputs(), wanted, outputs, ours);
      program.names().reads().forEach((v, name) -> inputs.put(name, store.cell(v).current()));
      for (Map.Entry<Variable, String> update : program.names().updates().entrySet()) {
        Cell cell = store.place(update.getKey());
        outputs.put(update.getValue(), cell.next());
        assigned.add(cell);
      }
      if (!outputs.isEmpty()) {
        program.run(inputs, outputs);
        assigned.forEach(Cell::swap);
      }
    } finally {
      ours.forEach(OnnxTensor::close);
    }
  }

  private static void pin(
      List<String> names,
      List<TensorData> values,
      Map<String, OnnxTensor> pinned,
      List<OnnxTensor> made) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) != null && names.get(i) != null) {
        OnnxTensor tensor = OnnxTensors.over(values.get(i));
        made.add(tensor);
        pinned.put(names.get(i), tensor);
      }
    }
  }

  /** The program for the outputs that are wanted. */
  private SettledProgram program(List<TensorData> fetches) {
    BitSet wanted = new BitSet();
    for (int i = 0; i < fetches.size(); i++) {
      wanted.set(i, fetches.get(i) != null);
    }
    return programs.byOutputs().computeIfAbsent(wanted, this::lean);
  }

  /** A program that gives these outputs only, or the whole one where that saves little. */
  private SettledProgram lean(BitSet wanted) {
    List<Value> outputs = wanted.stream().mapToObj(graph.outputs()::get).toList();
    Graph part = new GraphBuilder(graph).build(outputs, graph.updates());
    return Work.of(part) > (1 - WORTH) * Work.of(graph)
        ? whole
        : new SettledProgram(part, wanted, store, settings);
  }

  /** Whether the program for all outputs has the values of its variables built in. */
  boolean isSettled() {
    return whole.isBuilt();
  }

  /** For how many sets of outputs there is a program. */
  long sessions() {
    return programs.byOutputs().values().stream().distinct().count();
  }

  @Override
  public void close() {
    life.writeLock().lock();
    try {
      closed = true;
      cleanable.clean();
    } finally {
      life.writeLock().unlock();
    }
  }
}
