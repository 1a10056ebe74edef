package io.trihorn.backend.dl4j;

import io.trihorn.backend.Executable;
import io.trihorn.graph.Cost;
import io.trihorn.graph.Graph;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;

/** A program in memory of its own. Runs of one program happen one after another. */
final class Dl4jExecutable implements Executable {
  /** Work up to which waking OpenMP's threads for each op takes longer than they save. */
  static final long MOST_SMALL = 5_000_000;

  private final Dl4jStore store;
  private final List<TensorType> parameters;
  private final List<TensorType> outputs;
  private final Set<Variable> reads;
  private final Set<Variable> updated;
  private final Program program;
  private final Cleaner.Cleanable cleanable;
  private final List<ByteBuffer> fed;
  private final List<ByteBuffer> results;
  private final Runnable[] steps;
  private final LibNd4j lib;
  private final boolean small;
  private final List<Runnable> commits = new ArrayList<>();
  private boolean ready;
  private boolean closed;

  Dl4jExecutable(Graph graph, Dl4jStore store, LibNd4j lib) {
    this.store = store;
    this.parameters = graph.parameterTypes();
    this.outputs = graph.outputTypes();
    this.reads = graph.reads().keySet();
    this.updated = graph.updates().keySet();
    this.program = GraphLowering.program(graph);
    this.lib = lib;
    this.small = Cost.of(graph) <= MOST_SMALL;
    Resources resources = store.programResources();
    this.cleanable = Dl4jStore.CLEANER.register(this, resources);
    Frame frame =
        new Frame(
            lib,
            resources,
            resources.allocate(program.arenaBytes()),
            resources.allocate(program.lastingBytes()),
            store::address,
            null);
    Program.Bound bound = program.bind(frame);
    this.fed = program.fed().stream().map(frame::bytes).toList();
    this.results = program.results().stream().map(frame::bytes).toList();
    this.steps = bound.steps().toArray(new Runnable[0]);
    program
        .copied()
        .forEach(
            (variable, value) ->
                commits.add(
                    LibNd4j.memcpy(store.address(variable), frame.address(value), value.bytes())));
    updated.forEach(store::address);
  }

  /** What each step is called, for profiles. */
  List<String> labels() {
    return program.steps().stream().map(Instr::label).toList();
  }

  /** What a step reads and writes, for profiles. */
  String describe(int step) {
    Instr instr = program.steps().get(step);
    return instr.reads() + " -> " + instr.writes();
  }

  /** The steps of a run, for profiles. */
  Runnable[] steps() {
    return steps;
  }

  /** The bytes of memory that the values of one run share. */
  long arenaBytes() {
    return program.arenaBytes();
  }

  @Override
  public synchronized void run(List<TensorData> feeds, List<TensorData> fetches) {
    if (closed) {
      throw new IllegalStateException("the program is closed");
    }
    check("feed", parameters, feeds, false);
    check("fetch", outputs, fetches, true);
    Lock lock = store.lock(!updated.isEmpty());
    lock.lock();
    try {
      store.requireOpen();
      if (!ready) {
        reads.forEach(store::requireValue);
      }
      if (small) {
        lib.inOneThread(() -> execute(feeds, fetches));
      } else {
        execute(feeds, fetches);
      }
      if (!ready) {
        updated.forEach(store::written);
        ready = true;
      }
    } finally {
      lock.unlock();
      // Else the memory may go while native code works in it.
      Reference.reachabilityFence(this);
    }
  }

  private void execute(List<TensorData> feeds, List<TensorData> fetches) {
    for (int i = 0; i < fed.size(); i++) {
      fed.get(i).clear().put(feeds.get(i).bytes());
    }
    for (Runnable step : steps) {
      step.run();
    }
    for (int i = 0; i < results.size(); i++) {
      if (fetches.get(i) != null) {
        fetches.get(i).bytes().put(results.get(i).clear());
      }
    }
    commits.forEach(Runnable::run);
  }

  private static void check(
      String what, List<TensorType> expected, List<TensorData> given, boolean optional) {
    if (expected.size() != given.size()) {
      throw new IllegalArgumentException(
          "expected a " + what + " for each of " + expected + ", but got " + given.size());
    }
    for (int i = 0; i < expected.size(); i++) {
      TensorData data = given.get(i);
      boolean fits = data == null ? optional : data.type().equals(expected.get(i));
      if (!fits) {
        throw new ShapeException(
            what
                + " "
                + i
                + " should be "
                + expected.get(i)
                + ", but is "
                + (data == null ? "null" : data.type()));
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    cleanable.clean();
  }
}
