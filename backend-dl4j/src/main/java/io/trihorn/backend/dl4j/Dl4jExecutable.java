package io.trihorn.backend.dl4j;

import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.ExecutableBase;
import io.trihorn.backend.MeasuredExecutable;
import io.trihorn.backend.OpTime;
import io.trihorn.backend.dl4j.lowering.GraphLowering;
import io.trihorn.backend.dl4j.plan.Instr;
import io.trihorn.backend.dl4j.plan.LibNd4j;
import io.trihorn.backend.dl4j.plan.Memory;
import io.trihorn.backend.dl4j.plan.NativeMemory;
import io.trihorn.backend.dl4j.plan.Program;
import io.trihorn.backend.dl4j.plan.Target;
import io.trihorn.backend.natives.ResultMemory;
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
 * A program in memory of its own, in more than one place where its runs meet. It tells what each
 * step took if somebody asks.
 */
final class Dl4jExecutable extends ExecutableBase implements MeasuredExecutable {
  private static final ResultMemory<NativeMemory> RESULTS = new ResultMemory<>(NativeMemory.SOURCE);

  private final Dl4jStore store;
  private final List<TensorType> outputs;
  private final Set<Variable> reads;
  private final Set<Variable> updated;
  private final Program program;
  private final Placements placements;
  private final Cleaner.Cleanable cleanable;
  private final Sink sink;

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
    LibNd4j lib = store.lib();
    this.program = GraphLowering.program(graph, lib.target());
    // Guards cannot tell which of two runs wrote, and times are of a run that has all to itself.
    boolean alone = store.isGuarded() || sink != null || lib.target() == Target.CARD;
    this.placements =
        new Placements(
            program,
            store,
            LibNd4j.isSmall(Cost.of(graph), program.steps().size()),
            alone ? 0 : Runtime.getRuntime().availableProcessors());
    this.cleanable = Dl4jStore.CLEANER.register(this, placements.freeing());
    store.use(this::prepare);
  }

  private Memory memory() {
    return store.memory();
  }

  @Override
  protected void prepare() {
    memory().begin();
    placements.prepare(
        Stream.concat(reads.stream(), updated.stream()).map(store::address).toList());
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
  protected void execute(List<? extends TensorValue> feeds, List<TensorData> fetches) {
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
  protected List<DeviceMemory> execute(List<? extends TensorValue> feeds, BitSet wanted) {
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
    Placement placed = placements.take(isBeside());
    try {
      placed.inThreads(() -> work(placed, feeds, take));
    } finally {
      placements.giveBack(placed);
    }
  }

  private void work(
      Placement placed, List<? extends TensorValue> feeds, Consumer<List<BytePointer>> take) {
    memory().begin();
    for (int i = 0; i < placed.fed().size(); i++) {
      NativeTensor.copy(feeds.get(i), memory(), placed.fed().get(i));
    }
    updated.forEach(store::leave);
    if (sink == null) {
      placed.enter(store.changes(), entry -> entry.forEach(Runnable::run));
      for (Runnable step : placed.steps()) {
        step.run();
      }
    } else {
      List<OpTime> times = new ArrayList<>();
      placed.enter(store.changes(), entry -> runMeasured(program.entry(), entry, times));
      runMeasured(program.steps(), List.of(placed.steps()), times);
      sink.accept(times);
    }
    memory().finish();
    take.accept(placed.results());
    placed.commits().forEach(Runnable::run);
    memory().finish();
  }

  private static void runMeasured(List<Instr> steps, List<Runnable> placed, List<OpTime> times) {
    for (int i = 0; i < placed.size(); i++) {
      Instr step = steps.get(i);
      long start = System.nanoTime();
      placed.get(i).run();
      times.add(OpTime.endingNow(step.layer(), step.label(), start, step.bytes()));
    }
  }

  @Override
  public TensorData place(TensorType type) {
    return RESULTS.place(type);
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
