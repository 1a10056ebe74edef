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
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;

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
  private final Resources resources;
  private final Cleaner.Cleanable cleanable;
  private final LibNd4j lib;
  private final boolean small;
  private Placed placed;
  private long placedAfter;
  private boolean ready;
  private boolean closed;

  /**
   * The program in memory.
   *
   * @param variables where its variables are
   * @param fed where a run's arguments go
   * @param steps what it does
   * @param results where its results are
   * @param commits what it does at the end, to assign variables
   */
  private record Placed(
      List<BytePointer> variables,
      List<ByteBuffer> fed,
      Runnable[] steps,
      List<ByteBuffer> results,
      List<Runnable> commits) {}

  Dl4jExecutable(Graph graph, Dl4jStore store, LibNd4j lib) {
    this.store = store;
    this.parameters = graph.parameterTypes();
    this.outputs = graph.outputTypes();
    this.reads = graph.reads().keySet();
    this.updated = graph.updates().keySet();
    this.program = GraphLowering.program(graph);
    this.lib = lib;
    this.small = Cost.of(graph) <= MOST_SMALL;
    this.resources = store.programResources();
    this.cleanable = Dl4jStore.CLEANER.register(this, resources);
    Lock lock = store.lock(false);
    lock.lock();
    try {
      place();
    } finally {
      lock.unlock();
    }
  }

  /** Gives the program its memory and prepares its steps for where the variables are now. */
  private void place() {
    resources.run();
    Frame frame =
        new Frame(
            lib,
            resources,
            resources.allocate(program.arenaBytes()),
            resources.allocate(program.lastingBytes()),
            store::address,
            null);
    Program.Bound bound = program.bind(frame);
    List<Runnable> commits = new ArrayList<>();
    program
        .copied()
        .forEach(
            (variable, value) ->
                commits.add(
                    LibNd4j.memcpy(store.address(variable), frame.address(value), value.bytes())));
    placed =
        new Placed(
            addresses(),
            program.fed().stream().map(frame::bytes).toList(),
            bound.steps().toArray(new Runnable[0]),
            program.results().stream().map(frame::bytes).toList(),
            commits);
    placedAfter = store.removals();
  }

  /** Where the variables are now. */
  private List<BytePointer> addresses() {
    return Stream.concat(reads.stream(), updated.stream()).map(store::address).toList();
  }

  /** Makes the program ready to run with the variables as they are now. */
  private void prepare() {
    boolean moved = placedAfter != store.removals();
    if (ready && !moved) {
      return;
    }
    reads.forEach(store::requireValue);
    if (moved) {
      ready = false;
      // Places are compared, not addresses, which may be given out again.
      List<BytePointer> now = addresses();
      for (int i = 0; i < now.size(); i++) {
        if (now.get(i) != placed.variables().get(i)) {
          place();
          break;
        }
      }
      placedAfter = store.removals();
    }
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
    return placed.steps();
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
      prepare();
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
    for (int i = 0; i < placed.fed().size(); i++) {
      placed.fed().get(i).clear().put(feeds.get(i).bytes());
    }
    for (Runnable step : placed.steps()) {
      step.run();
    }
    for (int i = 0; i < placed.results().size(); i++) {
      if (fetches.get(i) != null) {
        fetches.get(i).bytes().put(placed.results().get(i).clear());
      }
    }
    placed.commits().forEach(Runnable::run);
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
