package io.trihorn.backend.dl4j;

import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.ExecutableBase;
import io.trihorn.backend.MeasuredExecutable;
import io.trihorn.backend.OpTime;
import io.trihorn.backend.dl4j.lowering.GraphLowering;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Instr;
import io.trihorn.backend.dl4j.plan.LibNd4j;
import io.trihorn.backend.dl4j.plan.Memory;
import io.trihorn.backend.dl4j.plan.Program;
import io.trihorn.backend.dl4j.plan.Resources;
import io.trihorn.backend.dl4j.plan.Workspace;
import io.trihorn.graph.Cost;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;

/**
 * A program in memory of its own. Runs of one program happen one after another. It tells what each
 * step took if somebody asks.
 */
final class Dl4jExecutable extends ExecutableBase implements MeasuredExecutable {
  private final Dl4jStore store;
  private final List<TensorType> outputs;
  private final Set<Variable> reads;
  private final Set<Variable> updated;
  private final Program program;
  private final Resources resources;
  private final Cleaner.Cleanable cleanable;
  private final LibNd4j lib;
  private final boolean small;
  private final Sink sink;
  private Placed placed;

  /** The count of changes of variables for which the entry was done; -1 before it was. */
  private long entered = -1;

  /**
   * The program in memory.
   *
   * @param variables where its variables are
   * @param fed where a run's arguments go
   * @param entry what it does where variables have changed since it did it last
   * @param steps what it does then
   * @param results where its results are
   * @param commits what it does at the end, to assign variables
   */
  private record Placed(
      List<BytePointer> variables,
      List<BytePointer> fed,
      List<Runnable> entry,
      Runnable[] steps,
      List<BytePointer> results,
      List<Runnable> commits) {}

  /**
   * A program.
   *
   * @param sink takes the times of steps; null if nobody wants them
   */
  Dl4jExecutable(Graph graph, Dl4jStore store, Sink sink) {
    super(graph, store);
    this.sink = sink;
    this.store = store;
    this.outputs = graph.outputTypes();
    this.reads = graph.reads().keySet();
    this.updated = graph.updates().keySet();
    this.lib = store.lib();
    this.program = GraphLowering.program(graph, lib.target());
    this.small = Cost.of(graph) <= LibNd4j.MOST_SMALL;
    this.resources = store.programResources();
    this.cleanable = Dl4jStore.CLEANER.register(this, resources);
    store.use(() -> inThreads(this::place));
  }

  /** Gives the program its memory and prepares its steps for where the variables are now. */
  private void place() {
    entered = -1;
    memory().begin();
    resources.run();
    Frame frame =
        new Frame(
            lib,
            resources,
            new Workspace(resources),
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
                    memory().copy(store.address(variable), frame.address(value), value.bytes())));
    placed =
        new Placed(
            addresses(),
            program.fed().stream().map(frame::address).toList(),
            bound.entry(),
            bound.steps().toArray(new Runnable[0]),
            program.results().stream().map(frame::address).toList(),
            commits);
  }

  private Memory memory() {
    return store.memory();
  }

  /** Where the variables are now. */
  private List<BytePointer> addresses() {
    return Stream.concat(reads.stream(), updated.stream()).map(store::address).toList();
  }

  @Override
  protected void prepare() {
    // Places are compared, not addresses, which may be given out again.
    List<BytePointer> now = addresses();
    for (int i = 0; i < now.size(); i++) {
      if (now.get(i) != placed.variables().get(i)) {
        inThreads(this::place);
        return;
      }
    }
  }

  /** The steps of a run. */
  List<Instr> steps() {
    return program.steps();
  }

  /** The bytes of memory that the values of one run share. */
  long arenaBytes() {
    return program.arenaBytes();
  }

  @Override
  protected synchronized void execute(List<? extends TensorValue> feeds, List<TensorData> fetches) {
    work(
        feeds,
        results -> {
          for (int i = 0; i < results.size(); i++) {
            if (fetches.get(i) != null) {
              memory().read(results.get(i), fetches.get(i).bytes());
            }
          }
        });
  }

  @Override
  protected synchronized List<DeviceMemory> execute(
      List<? extends TensorValue> feeds, BitSet wanted) {
    DeviceMemory[] kept = new DeviceMemory[outputs.size()];
    work(
        feeds,
        results ->
            wanted.stream()
                .forEach(
                    i -> kept[i] = NativeTensor.copyOf(outputs.get(i), memory(), results.get(i))));
    return Arrays.asList(kept);
  }

  private void work(List<? extends TensorValue> feeds, Consumer<List<BytePointer>> take) {
    inThreads(() -> workAsSet(feeds, take));
  }

  /** With as many threads as pay for the program; steps also take them when they are made. */
  private void inThreads(Runnable what) {
    if (small) {
      lib.inOneThread(what);
    } else {
      what.run();
    }
  }

  /** With as many threads as are set. */
  private void workAsSet(List<? extends TensorValue> feeds, Consumer<List<BytePointer>> take) {
    memory().begin();
    for (int i = 0; i < placed.fed().size(); i++) {
      NativeTensor.copy(feeds.get(i), memory(), placed.fed().get(i));
    }
    updated.forEach(store::leave);
    enter();
    if (sink == null) {
      for (Runnable step : placed.steps()) {
        step.run();
      }
    } else {
      sink.accept(runMeasured());
    }
    memory().finish();
    take.accept(placed.results());
    placed.commits().forEach(Runnable::run);
    memory().finish();
  }

  /** Does what is to be done where a variable may have another value than before. */
  private void enter() {
    long changes = store.changes();
    if (entered != changes) {
      placed.entry().forEach(Runnable::run);
      entered = changes;
    }
  }

  private List<OpTime> runMeasured() {
    List<OpTime> times = new ArrayList<>();
    for (int i = 0; i < placed.steps().length; i++) {
      Instr step = program.steps().get(i);
      long start = System.nanoTime();
      placed.steps()[i].run();
      times.add(OpTime.endingNow(step.layer(), step.label(), start, step.bytes()));
    }
    return times;
  }

  /** All is told after each run. */
  @Override
  public void flush() {
    // Nothing is kept back.
  }

  @Override
  protected void free() {
    cleanable.clean();
  }
}
